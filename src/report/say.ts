import type { FaultData, FaultDetails } from "../errors.ts";
import type { Notice, NoticeDetails } from "../notices.ts";
import type { Fact, FactDetails, Told } from "./findings.ts";
import { facts } from "./messages/check-phrases.ts";
import { faultsInEnglish } from "./messages/faults.en.ts";
import { faultsInFrench } from "./messages/faults.fr.ts";
import { noticesInEnglish } from "./messages/notices.en.ts";
import { noticesInFrench } from "./messages/notices.fr.ts";
import type { FaultSentences, Language, NoticeSentences, SayCause, Sentence } from "./messages/sentences.ts";
import { withoutControls } from "./text.ts";

const faults: { readonly [L in Language]: FaultSentences } = { en: faultsInEnglish, fr: faultsInFrench };
const notices: { readonly [L in Language]: NoticeSentences } = { en: noticesInEnglish, fr: noticesInFrench };

/** What a fault says in a language, each part on one line and safe to print. */
export function sayFault(data: FaultData, language: Language): Sentence {
  const say = faults[language][data.code] as (details: FaultDetails[keyof FaultDetails], say: SayCause) => Sentence;
  return printable(say(data.details, (cause) => sayFault(cause, language)[0]));
}

/** What a notice says in a language, each part on one line and safe to print. */
export function sayNotice(told: Notice, language: Language): Sentence {
  const say = notices[language][told.code] as (details: NoticeDetails[keyof NoticeDetails]) => Sentence;
  return printable(say(told.details));
}

/** What a fact says in a language, each part on one line and safe to print. */
export function sayFact(fact: Fact, language: Language): Sentence {
  const say = facts[language][fact.code] as (details: FactDetails[keyof FactDetails]) => Sentence;
  return printable(say(fact.details));
}

/** What an examination says. */
export function sayTold({ kind, told }: Told, language: Language): Sentence {
  switch (kind) {
    case "fault":
      return sayFault(told, language);
    case "notice":
      return sayNotice(told, language);
    case "fact":
      return sayFact(told, language);
  }
}

function printable([happened, next]: Sentence): Sentence {
  return next === undefined ? [withoutControls(happened)] : [withoutControls(happened), withoutControls(next)];
}
