import type { FaultCode, FaultDetails } from "../../errors.ts";
import type { PrometheusFaultData } from "../../faults/proof.ts";
import type { NoticeCode, NoticeDetails } from "../../notices.ts";

/** The languages promsnap speaks. */
export type Language = "en" | "fr";

/** What happened and on what, without a final period; then what to do next, as whole sentences. */
export type Sentence = readonly [happened: string, next?: string];

/** A sentence for every fault: a language that lacks one does not compile. */
export type FaultSentences = { readonly [C in FaultCode]: (details: FaultDetails[C]) => Sentence };

/** A sentence for every notice, in the same form. */
export type NoticeSentences = { readonly [C in NoticeCode]: (details: NoticeDetails[C]) => Sentence };

/** Those of the connection to Prometheus and of its answers. */
export type PrometheusFaultSentences = Pick<
  FaultSentences,
  Extract<FaultCode, `prometheus.${string}` | `tls.${string}`>
>;

/** Those of the proof that Prometheus serves what was restored. */
export type ProofFaultSentences = Pick<FaultSentences, Extract<FaultCode, `proof.${string}`>>;

/** What a fault of Prometheus says happened, for a sentence that gives it as its reason. */
export function happenedIn(sentences: PrometheusFaultSentences, data: PrometheusFaultData): string {
  const say = sentences[data.code] as (details: FaultDetails[PrometheusFaultData["code"]]) => Sentence;
  return say(data.details)[0];
}
/** Those of the service that a restore stops and starts, and of the programs that it takes. */
export type ServiceFaultSentences = Pick<FaultSentences, Extract<FaultCode, `service.${string}` | `program.${string}`>>;
