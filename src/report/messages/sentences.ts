import type { FaultCode, FaultData, FaultDetails } from "../../errors.ts";
import type { NoticeCode, NoticeDetails } from "../../notices.ts";

/** The languages promsnap speaks. */
export type Language = "en" | "fr";

/** What happened and on what, without a final period; then what to do next, as whole sentences. */
export type Sentence = readonly [happened: string, next?: string];

/** What happened in another fault, in the same language. */
export type SayCause = (cause: FaultData) => string;

/** A sentence for every fault: a language that lacks one does not compile. */
export type FaultSentences = { readonly [C in FaultCode]: (details: FaultDetails[C], say: SayCause) => Sentence };

/** A sentence for every notice, in the same form. */
export type NoticeSentences = { readonly [C in NoticeCode]: (details: NoticeDetails[C]) => Sentence };

/** Those of what is told to the outside: METRICS_FILE and pings. */
export type AnnouncementNoticeSentences = Pick<
  NoticeSentences,
  Extract<NoticeCode, `metrics.${string}` | `ping.${string}`>
>;

/** Those of the connection to Prometheus and of its answers. */
export type PrometheusFaultSentences = Pick<
  FaultSentences,
  Extract<FaultCode, `prometheus.${string}` | `tls.${string}`>
>;

/** Those of a restore. */
export type RestoreFaultSentences = Pick<FaultSentences, Extract<FaultCode, `restore.${string}`>>;

/** Those of a merge into a running Prometheus. */
export type MergeFaultSentences = Pick<FaultSentences, Extract<FaultCode, `merge.${string}`>>;

/** Those of a verification. */
export type VerifyFaultSentences = Pick<FaultSentences, Extract<FaultCode, `verify.${string}`>>;

/** What it warns of. */
export type VerifyNoticeSentences = Pick<NoticeSentences, Extract<NoticeCode, `verify.${string}`>>;

/** Those of copying an archive into another store. */
export type CopyFaultSentences = Pick<FaultSentences, Extract<FaultCode, `copy.${string}`>>;

/** What it warns of. */
export type CopyNoticeSentences = Pick<NoticeSentences, Extract<NoticeCode, `copy.${string}`>>;

/** Those of the daemon. */
export type DaemonFaultSentences = Pick<FaultSentences, Extract<FaultCode, `daemon.${string}`>>;

/** What it warns of. */
export type DaemonNoticeSentences = Pick<NoticeSentences, Extract<NoticeCode, `daemon.${string}`>>;

/** Those of keeping further stores up to date. */
export type ReplicaFaultSentences = Pick<FaultSentences, Extract<FaultCode, `replica.${string}`>>;

/** What it warns of. */
export type ReplicaNoticeSentences = Pick<NoticeSentences, Extract<NoticeCode, `replica.${string}`>>;

/** Those of deleting snapshots by a policy. */
export type PruneFaultSentences = Pick<FaultSentences, Extract<FaultCode, `prune.${string}`>>;

/** Their warnings. */
export type RetentionNoticeSentences = Pick<NoticeSentences, Extract<NoticeCode, `retention.${string}`>>;

/** Those of the deletion of source snapshots by hand. */
export type CleanFaultSentences = Pick<FaultSentences, Extract<FaultCode, `clean.${string}`>>;

/** Those of an installation. */
export type InstallFaultSentences = Pick<FaultSentences, Extract<FaultCode, `install.${string}`>>;

/** What it warns of. */
export type InstallNoticeSentences = Pick<NoticeSentences, Extract<NoticeCode, `install.${string}`>>;

/** Those of the proof that Prometheus serves what was restored. */
export type ProofFaultSentences = Pick<FaultSentences, Extract<FaultCode, `proof.${string}`>>;
/** Those of the service that a restore stops and starts, and of the programs that it takes. */
export type ServiceFaultSentences = Pick<FaultSentences, Extract<FaultCode, `service.${string}` | `program.${string}`>>;

/** Those of an S3 server. */
export type S3FaultSentences = Pick<FaultSentences, Extract<FaultCode, `s3.${string}`>>;
