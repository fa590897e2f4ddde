import { EXIT, readArguments, settingsFileOf, settingsPlace, type Streams, UsageError } from "../command";
import { PlanError } from "../plan/project";
import { makePlan } from "../plan/record";
import { type Change, startedBy } from "./starts";

export const help = `fairlead deployments: what a change in git would start in Pulumi Deployments

  fairlead deployments --changed <path> [--changed <path> ...]

  --changed <path>       a file that the change touches, from the repository's
                         root; once for each
  --pull-request         the change is a pull request, not merged yet
  --closed               the change is a pull request that is closed and was
                         not merged
  --stack, -s <name>     the stack that holds the settings  [account]
  --config-file <file>   settings to read instead of Pulumi.<stack>.yaml
  --config-dir <folder>  where Pulumi.<stack>.yaml is, if not here

  It goes by the settings that the stack would give to Pulumi Cloud, and by the
  rules for path filters that Pulumi publishes. It asks nobody and starts
  nothing. Exit codes: 0 it could say, 1 settings fail or there are none for
  Pulumi Deployments, 2 wrong arguments.

  fairlead deployments --changed Pulumi.staging.yaml
  fairlead deployments --pull-request --changed package-lock.json
`;

const known = {
    changed: { type: "string", multiple: true },
    "pull-request": { type: "boolean" },
    closed: { type: "boolean" },
    stack: { type: "string", short: "s" },
    "config-file": { type: "string" },
    "config-dir": { type: "string" },
} as const;

/** Tells, for each stack, what starts there. */
export async function run(args: readonly string[], { out }: Streams): Promise<number> {
    const given = readArguments("deployments", args, known);
    const { changed = [], stack = "account" } = given;
    if (changed.length === 0) throw new UsageError("say what has changed: --changed Pulumi.staging.yaml");
    const plan = await makePlan({ stack, configFile: settingsFileOf(settingsPlace(given, [stack]), stack) });
    const started = startedBy(plan, { kind: kindOf(given), changed });
    if (started.length === 0)
        throw new PlanError(
            `stack ${stack} has no settings for Pulumi Deployments; write oncePerAccount.pulumiOidc.deployments (docs/infrastructure.md)`,
        );
    const width = Math.max(...started.map(({ stack: name }) => name.length));
    for (const { stack: name, operation, inReview, because = "" } of started) {
        const whose = inReview ? " of a stack of the pull request's own" : "";
        out.write(
            `${name.padEnd(width)}  ${operation === undefined ? `nothing: ${because}` : `${operation}${whose}`}\n`,
        );
    }
    return EXIT.ok;
}

function kindOf({ "pull-request": open, closed }: { "pull-request"?: boolean; closed?: boolean }): Change["kind"] {
    if (open === true && closed === true) throw new UsageError("a pull request is open or closed: leave one out");
    if (closed === true) return "closed pull request";
    return open === true ? "pull request" : "merge";
}
