import { any, type Reason, type Subject, within } from "./types";

const may: readonly Reason[] = [
    [any, "what the function may do: read GitHub's token, and which commit a run has read"],
];

/** What tells a repository's house how runs end. */
export const commitStatus: Subject = {
    isMine: within("CommitStatus"),
    reasons: {
        "aws:iam/role:Role": may,
        "aws:iam/rolePolicy:RolePolicy": may,
        "aws:cloudwatch/logGroup:LogGroup": [[any, "keeps what the function prints"]],
        "aws:cloudwatch/metricAlarm:MetricAlarm": [[any, "rings when GitHub does not hear how a run has ended"]],
        "aws:lambda/function:Function": [[any, "says at GitHub, beside the commit, how a run has ended"]],
        "aws:lambda/permission:Permission": [[any, "lets the rule tell the function that a run has ended"]],
        "aws:cloudwatch/eventRule:EventRule": [[any, "hears that a run has ended which read a commit"]],
        "aws:cloudwatch/eventTarget:EventTarget": [[any, "tells the function of it"]],
    },
};
