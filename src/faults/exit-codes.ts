/** Exit codes of the command, fixed: scripts and units depend on them. 130 and 143 stand for SIGINT and SIGTERM. */
export const exitCodes = {
  done: 0,
  failed: 1,
  usage: 2,
  configuration: 3,
  prometheus: 4,
  corrupt: 5,
  locked: 6,
  noSpace: 7,
  restoredOld: 8,
  dataNotBack: 9,
  notReplicated: 10,
  serviceDown: 11,
  interrupted: 130,
  terminated: 143,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];
