// Types of the console's modules, for the check only: no browser loads them. The documents of the HTTP API come from its contract,
// openapi.yaml, from which the check generates target/api.d.ts.

declare namespace Api {
  type Schemas = import('./target/api.js').components['schemas'];
  type Baseline = Schemas['Baseline'];
  type BaselineList = Schemas['BaselineList'];
  type Cluster = Schemas['Cluster'];
  type ComparedRun = Schemas['ComparedRun'];
  type Comparison = Schemas['Comparison'];
  type ConsumerGroup = Schemas['ConsumerGroup'];
  type EventTick = Schemas['EventTick'];
  type FigureChange = Schemas['FigureChange'];
  type FieldError = Schemas['Problem']['errors'][number];
  type Findings = Schemas['Findings'];
  type Finding = Schemas['Finding'];
  type Fleet = Schemas['Fleet'];
  type FleetCounts = Schemas['FleetCounts'];
  type LoadStop = Schemas['LoadStop'];
  type FleetWorker = Schemas['FleetWorker'];
  type Latency = Schemas['Latency'];
  type Objective = Schemas['Objective'];
  type PartitionSkew = Schemas['PartitionSkew'];
  type Phase = Schemas['Phase'];
  type PlanPreview = Schemas['PlanPreview'];
  type Pod = Schemas['Pod'];
  type Presets = Schemas['Presets'];
  type Reason = Schemas['Reason'];
  type Replicas = Schemas['Replicas'];
  type Report = Schemas['Report'];
  type Run = Schemas['Run'];
  type RunError = Schemas['RunError'];
  type RunEvent = Schemas['RunEvent'];
  type RunList = Schemas['RunList'];
  type RunSummary = Schemas['RunSummary'];
  type RunWorker = Schemas['RunWorker'];
  type Schedule = Schemas['Schedule'];
  type ScheduleList = Schemas['ScheduleList'];
  type SeriesRow = Schemas['SeriesRow'];
  type Session = Schemas['Session'];
  type Spec = Schemas['Spec'];
  type SpecInput = Schemas['SpecInput'];
  type SpecSchema = Schemas['SpecSchema'];
  type StageResult = Schemas['StageResult'];
  type LimitResult = Schemas['LimitResult'];
  type LoadResult = Schemas['LoadResult'];
  type Sweep = Schemas['Sweep'];
  type Webhook = Schemas['Webhook'];
  type WebhookAttempt = Schemas['WebhookAttempt'];
  type SweepBest = Schemas['SweepBest'];
  type SweepCell = Schemas['SweepCell'];
  type SweepEffect = Schemas['SweepEffect'];
  type SweepList = Schemas['SweepList'];
  type SweepMetric = Schemas['SweepMetric'];
  type SweepOutcome = Schemas['SweepOutcome'];
  type SweepRun = Schemas['SweepRun'];
  type SweepRunResult = Schemas['SweepRunResult'];
  type SweepSummary = Schemas['SweepSummary'];
  type TopicResult = Schemas['TopicResult'];
  type Verdict = Schemas['Verdict'];
  type Waiting = Schemas['Waiting'];
}

/** A failed request, or a network error. */
type Problem = import('./src/main/resources/ui/api.js').Problem;

/** A number for display: its text, its unit, and the exact value to show on hover. */
interface Quantity {
  text: string;
  unit: string;
  exact: string;
}

/** A number that may not have been measured. */
type Maybe = number | null | undefined;

/** The values that a template may contain. */
type Content = import('lit').TemplateResult | typeof import('lit').nothing | string | number;

/** An event of an element of type T. */
type On<T> = Event & { target: T };

/** A line of a chart. */
interface Line {
  label: string;
  token: string;
  width?: number;
  dash?: number[];
  wash?: string;
  kind?: 'step' | 'bars';
}

/** The x values of a chart, then one column per line; null is a gap, and Infinity means no answer. */
type ChartData = (number | null)[][];

/** The x axis of a chart. */
interface XAxis {
  format: (x: number) => string;
  label?: string;
  from?: number;
  to?: number;
  least: number;
  axis?: Partial<uPlot.Axis>;
}

/** A marked range of the x axis. */
interface Zone {
  from: number;
  to: number;
  label: string;
  /** only its start is drawn */
  stage?: boolean;
}

/** An event on a chart. */
interface Mark {
  x: number;
  kind: Api.RunEvent['kind'];
  message: string;
}

/** A horizontal line on a chart. */
interface Bound {
  y: number;
  label: string;
  token: string;
}

/** The colour of a design token, for a canvas. */
type Colour = (token: string) => string;

/** A column of a sortable table. */
interface Column<Row> {
  key: string;
  label: string;
  title?: string;
  num?: boolean;
  wrap?: boolean;
  /** only where the workers are pods, or only where they are not */
  pods?: boolean;
  sort?: (row: Row) => string | number | null;
  cell: (row: Row) => Content;
}

/** The values of the form: the path of a spec key → its text. */
type FormValues = Record<string, string>;

/** A field of the form, which stands for a spec key. */
type Field = Api.SpecSchema['keys'][number];

type SpecKeys = import('./src/main/resources/ui/spec-keys.js').SpecKeys;

interface HTMLElementTagNameMap {
  'lt-confirm': import('./src/main/resources/ui/components/dialog.js').ConfirmDialog;
  'lt-help': import('./src/main/resources/ui/components/help.js').Help;
  'lt-runs-page': import('./src/main/resources/ui/pages/runs.js').RunsPage;
}
