import type { Inspection } from "../../jobs/inspect/inspect.ts";
import { count, localTime } from "../../report/format.ts";
import { phrases } from "../../report/messages/phrases.ts";
import type { Language } from "../../report/messages/sentences.ts";
import { oneLine } from "../../report/text.ts";
import type { LabelCounts } from "../../tsdb/label-counts.ts";
import { type Column, table } from "../table.ts";

/** Labels and pairs that are shown; of metrics, all that were counted. */
const mostLabels = 10;
/** No text is shown longer, in characters. */
const longestText = 100;

/** The metrics with the most series, then the labels with the most values and the pairs with the most series. */
export function metricLines({ blocks, metrics }: Inspection, language: Language): string {
  const words = phrases[language].inspect;
  if (metrics === undefined) return `${words.noMetrics}\n`;
  const { block, counts } = metrics;
  if (counts === undefined) return `${words.uncounted(block)}\n`;
  const meta = blocks.find(({ ulid }) => ulid === block)?.meta;
  const [from, to] = [localTime(meta?.minTime ?? Number.NaN), localTime(meta?.maxTime ?? Number.NaN)];
  const tables = [metricTable(counts, language), labelTable(counts, language), pairTable(counts, language)];
  return `${words.metricsOf({ block, from, to })}\n${totals(counts, language)}\n\n${tables.join("\n")}`;
}

function totals({ series, metricNames, labelNames, labelPairs }: LabelCounts, language: Language): string {
  const counted = (amount: number) => count(amount, language);
  return phrases[language].inspect.metricTotals({
    series: counted(series),
    metrics: counted(metricNames),
    labels: counted(labelNames),
    pairs: counted(labelPairs),
  });
}

function metricTable({ metrics, series: all }: LabelCounts, language: Language): string {
  const { columns, inspect } = phrases[language];
  const rows = metrics.map(({ name, series }) => [
    count(series, language),
    percent(all === 0 ? 0 : series / all, language),
    oneLine(name, longestText),
  ]);
  return table([...right(columns.series, inspect.columns.share), left(inspect.columns.metric)], rows);
}

function labelTable({ labels }: LabelCounts, language: Language): string {
  const { columns } = phrases[language].inspect;
  const rows = labels
    .slice(0, mostLabels)
    .map(({ name, values }) => [count(values, language), oneLine(name, longestText)]);
  return table([...right(columns.values), left(columns.label)], rows);
}

function pairTable({ pairs }: LabelCounts, language: Language): string {
  const { columns, inspect } = phrases[language];
  const rows = pairs.slice(0, mostLabels).map(({ name, value, series }) => {
    return [count(series, language), oneLine(`${name}=${JSON.stringify(value)}`, longestText)];
  });
  return table([...right(columns.series), left(inspect.columns.pair)], rows);
}

function percent(share: number, language: Language): string {
  return new Intl.NumberFormat(language, { style: "percent", maximumFractionDigits: 1 }).format(share);
}

function left(heading: string): Column {
  return { heading, align: "left" };
}

function right(...headings: readonly string[]): Column[] {
  return headings.map((heading) => ({ heading, align: "right" }));
}
