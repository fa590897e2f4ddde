// What a host that takes releases calls under its role besides what every machine calls, as its user data tells: it fetches its
// own files and what is live, asks the broker for a runner, and takes on the application's role for the application.
import { arnIn, s3ArnIn } from "../../plan/arn";
import { text, type Plan, type PlannedResource, type Plans } from "../../plan/plans";
import { TYPE } from "../../plan/tokens";
import { asks, type Caller } from "../asking";
import { userDataOf, everyMachine } from "./instances";
import { keyContext, readsObjects } from "./stores";
import type { Row } from "./types";

const HOST = "components/targets/runner-host/host";

export interface HostAt {
    readonly plans: Plans;
    readonly plan: Plan;
    /** What its services read, and what its user data is told. */
    readonly env: Readonly<Record<string, string>>;
}

const bucket = ({ env }: HostAt) => env["RELEASES_BUCKET"] ?? "";
const object =
    (...keys: readonly ((env: HostAt["env"]) => string)[]) =>
    (at: HostAt) =>
        keys.map((key) => s3ArnIn(at.plan, `${bucket(at)}/${key(at.env)}`));
const line = (env: HostAt["env"]) => env["LINE"] ?? "";
const configuration = ({ plan, env: { PARAMETERS } }: HostAt) =>
    PARAMETERS === undefined ? [] : [arnIn(plan, "ssm", `parameter${PARAMETERS}i-0123456789abcdef0`)];
/** One key has all that is encrypted for lines of an environment. */
const keyOfSecrets = (at: HostAt) =>
    configuration(at).flatMap(() =>
        at.plan.resources
            .filter(({ type, urn }) => type === TYPE.key && urn.includes(":Secrets$"))
            .map((key) => text(key, "arn")),
    );

const ON_HOSTS: readonly Row<HostAt>[] = [
    ...readsObjects<HostAt>(
        object(
            (env) => env["FILES_KEY"] ?? "",
            (env) => `releases/${line(env)}/live.zip`,
        ),
        (at) => at.plans.keyOfBucket(bucket(at)),
        HOST,
    ),
    { action: "s3:GetObjectVersion", on: object((env) => `blueprints/${line(env)}.json`), source: HOST },
    {
        action: "sts:AssumeRole",
        on: ({ env: { APPLICATION_ROLE } }) => (APPLICATION_ROLE === undefined ? [] : [APPLICATION_ROLE]),
        source: `${HOST}/credentials.py`,
    },
    {
        action: "lambda:InvokeFunction",
        on: ({ plan, env: { BROKER } }) => (BROKER === undefined ? [] : [arnIn(plan, "lambda", `function:${BROKER}`)]),
        source: `${HOST}/register.sh`,
    },
    ...["ssm:GetParameter", "ssm:DeleteParameter"].map((action) => ({
        action,
        on: configuration,
        source: `${HOST}/register.sh`,
    })),
    {
        action: "kms:Decrypt",
        on: keyOfSecrets,
        context: (at, key) => keyContext("ssm", key, { PARAMETER_ARN: configuration(at)[0] ?? "" }),
        source: "https://docs.aws.amazon.com/kms/latest/developerguide/services-parameter-store.html",
    },
];

/** Hosts that take releases by themselves. */
export const hosts: Caller = {
    of: "a host that takes releases",
    asks: (plans) =>
        everyMachine(plans).flatMap(({ plan, name, role, runs }) => {
            const env = hostEnvOf(plan, runs);
            return env === undefined ? [] : asks(`host of ${name}`, role, ON_HOSTS, { plans, plan, env });
        }),
};

/** Undefined where the user data is another kind of machine's. */
export function hostEnvOf(plan: Plan, runs: PlannedResource): HostAt["env"] | undefined {
    const read = userDataOf(plan, runs);
    const [, said] = /^HOST_ENV='([^']*)'$/m.exec(read) ?? [];
    if (said === undefined) return undefined;
    const files = [...read.matchAll(/^(FILES_\w+)='([^']*)'$/gm)].map(([, name = "", value = ""]) => [name, value]);
    const lines = said.split("\n").map((entry) => [entry.replace(/=.*$/, ""), entry.replace(/^[^=]*=/, "")]);
    return Object.fromEntries([...files, ...lines]) as Record<string, string>;
}
