import type { Language } from "./sentences.ts";

/** The sentences of the bash script, which people and programs look for on stdout and in LOG_FILE. */
export interface ScriptLines {
  succeeded(path: string): string;
  failed(reason: string): string;
  /** `name` is the source snapshot's, as Prometheus gave it. */
  compressionFailed(name: string): string;
  retrying(interval: string): string;
  configNotFound(path: string): string;
  /** The snapshot is stored here, and not in that further store. */
  replicationFailed(store: string, reason: string): string;
  /** `file` as it was typed. */
  restored(file: string): string;
  fileNotGiven(): string;
  fileNotFound(path: string): string;
}

/** French is the script's own, to the byte: no space before the colon, three full stops. */
export const scriptLines: { readonly [L in Language]: ScriptLines } = {
  fr: {
    succeeded: (path) => `Snapshot réussi: ${path}`,
    failed: (reason) => `Échec du snapshot: ${reason}`,
    compressionFailed: (name) => `Échec de la compression du snapshot: ${name}`,
    retrying: (interval) => `Nouvelle tentative dans ${interval}...`,
    configNotFound: (path) => `Fichier de configuration non trouvé: ${path}`,
    replicationFailed: (store, reason) => `Échec de la réplication: ${store}: ${reason}`,
    restored: (file) => `Snapshot restauré: ${file}`,
    fileNotGiven: () => "Nom du fichier de snapshot à restaurer non fourni.",
    fileNotFound: (path) => `Fichier de snapshot non trouvé: ${path}`,
  },
  en: {
    succeeded: (path) => `Snapshot succeeded: ${path}`,
    failed: (reason) => `Snapshot failed: ${reason}`,
    compressionFailed: (name) => `Snapshot compression failed: ${name}`,
    retrying: (interval) => `Retrying in ${interval}...`,
    configNotFound: (path) => `Configuration file not found: ${path}`,
    replicationFailed: (store, reason) => `Replication failed: ${store}: ${reason}`,
    restored: (file) => `Snapshot restored: ${file}`,
    fileNotGiven: () => "No name given of a snapshot file to restore.",
    fileNotFound: (path) => `Snapshot file not found: ${path}`,
  },
};
