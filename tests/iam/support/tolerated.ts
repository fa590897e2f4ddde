// Rights that come with another one and that no row asks for. Each is a looseness that we know and name.
import type { Question } from "../../../iam/verdicts";

interface Tolerance {
    readonly because: string;
    /** Whether a role that may do `own` may do `more` as well. */
    readonly covers: (more: Question, own: Question) => boolean;
}

const family = (...actions: string[]) => {
    const known = new Set(actions);
    return (more: Question, own: Question) => more.on === own.on && known.has(more.action) && known.has(own.action);
};

export const TOLERATED: readonly Tolerance[] = [
    {
        because:
            "a key opens nothing by itself: what a role may read or write, the bucket's and topic's statements say",
        covers: family("kms:Decrypt", "kms:GenerateDataKey"),
    },
    {
        because: "pulling an image takes all three",
        covers: family("ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"),
    },
    {
        because:
            "the steps of one run may read each other's artifacts: CodePipeline names the folders, cut to 20 characters",
        covers: (more, own) => sameRun(more, own) && more.action.startsWith("s3:GetObject"),
    },
    {
        because:
            "whoever writes one artifact of a run might write another of it; no policy can tell them apart before they exist",
        covers: (more, own) =>
            sameRun(more, own) && more.action.startsWith("s3:PutObject") && own.action.startsWith("s3:PutObject"),
    },
    {
        because:
            "who asks about one alarm reads all alarms of the account: see STAR_NEEDED in iam/no-resource-level.ts",
        covers: (more, own) => more.action === own.action && more.action === "cloudwatch:DescribeAlarms",
    },
    {
        because:
            "of what a run names, one sample stands for all: what may be done to one version may be done to another",
        covers: (more, own) => more.action === own.action && sampled(more) === sampled(own),
    },
    {
        because: "what a training reads and writes, its role may read back: the folder of a line's runs is its own",
        covers: (more, own) =>
            more.action === "s3:GetObject" &&
            own.action === "s3:PutObject" &&
            runsOf(more) !== "" &&
            runsOf(more) === runsOf(own),
    },
];

/** Each resource is looked at once for every right of every role. */
function once(answer: (on: string) => string): (question: Question) => string {
    const known = new Map<string, string>();
    return ({ on }) => {
        const before = known.get(on);
        if (before !== undefined) return before;
        const now = answer(on);
        known.set(on, now);
        return now;
    };
}

/** The resource, without what SageMaker or a checksum names in it. */
const sampled = once((on) =>
    on
        .replace(/pipelines-[a-z]{12}-\w+-\w+/g, "*")
        .replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{64}|\babcdefghijkl\b/g, "*")
        .replace(/(model-package\/[^/]+)\/\d+$/, "$1/*"),
);

/** Where the runs of one line's training lie. */
const runsOf = ({ on }: Question): string => /^arn:[\w-]+:s3:::[^/]+\/[^/]+\/runs\//.exec(on)?.[0] ?? "";

/** Whether a right comes along with one of these. */
export function comesWith(right: Question, own: readonly Question[]): boolean {
    return TOLERATED.some(({ covers }) => own.some((mine) => covers(right, mine)));
}

function sameRun(more: Question, own: Question): boolean {
    return folderOf(more) !== "" && folderOf(more) === folderOf(own) && /^s3:(Get|Put)Object/.test(own.action);
}

/** The folder of one pipeline: CodePipeline names artifacts `<pipeline>/<artifact>/<seven characters>`. */
const folderOf = once((on) => /^(arn:[\w-]+:s3:::[^/]+\/[^/]+)\/[^/]+\/[A-Za-z0-9]{7}$/.exec(on)?.[1] ?? "");
