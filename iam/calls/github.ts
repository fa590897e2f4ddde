// What jobs of GitHub Actions call: they take on a role by a token, and run scripts of ours under it.
import { isRecord, records, text, type Plan, type Plans } from "../../plan/plans";
import { TYPE } from "../../plan/tokens";
import { statementsOf } from "../../plan/policies";
import { shipJobsOf, workflowsOf } from "../../plan/workflows";
import { asks, type At, type Caller } from "../asking";
import { contextOf } from "../web-identity";
import type { Question } from "../verdicts";
import { callsIn, missingIn } from "./codebuild";
import { opens, SECRET } from "./stores";
import { partitionOf } from "../../text/partition";
import type { PlannedResource } from "../../plan/document";

const PAGE = "https://docs.github.com/en/actions/reference/security/oidc";
const ASSUME_ROLE = "https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html";
const URL = "https://token.actions.githubusercontent.com";

/** What a run says to a script, beside what the workflow was rendered with. */
const RUN = {
    COMMIT_ID: "0123456789abcdef0123456789abcdef01234567",
    BRANCH: "main",
    DIGEST: `sha256:${"0".repeat(64)}`,
    GITHUB_REPOSITORY: "acme/web",
    TOKEN: "17000000000-1",
};

export const workflows: Caller = {
    of: "GitHub Actions",
    asks: (plans) =>
        [...workflowsOf(plans), ...shipJobsOf(plans)].flatMap(({ plan, resource }) => {
            const { repository, branch, jobs } = resource.inputs;
            const says = `${resource.name} (GitHub Actions)`;
            const roles = isRecord(resource.outputs["roleArns"]) ? Object.entries(resource.outputs["roleArns"]) : [];
            const subjectOf = (variable: string): string => {
                const behind = records(jobs).find(({ role }) => role === variable)?.["environment"];
                return behind === undefined ? `ref:refs/heads/${String(branch)}` : `environment:${String(behind)}`;
            };
            return [
                ...roles.flatMap(([variable, arn]) => [
                    ...believes(says, String(arn), `repo:${String(repository)}:${subjectOf(variable)}`, plan, plans),
                    ...takesOn(says, String(arn), plan, plans),
                ]),
                ...readsSecrets(resource, plan, plans),
                ...records(jobs).flatMap(({ name, script, env, role: variable }) => {
                    const known = { ...RUN, ...(isRecord(env) ? (env as Record<string, string>) : {}) };
                    const job = `${resource.name}, job ${String(name)}`;
                    const role = String(roles.find(([holds]) => holds === variable)?.[1]);
                    const at = { plans, plan, project: resource, env: known };
                    return [
                        ...missingIn(String(script), known).map((missing) => ({
                            unknown: `${job}: its script reads ${missing}, its job has none`,
                        })),
                        ...asks(`${job} (its script)`, role, callsIn(String(script), job) ?? [], at),
                    ];
                }),
            ];
        }),
};

/** A token of this subject takes on the role. */
function believes(says: string, role: string, sub: string, { account }: Plan, plans: Plans): readonly Question[] {
    const context = contextOf({ aud: "sts.amazonaws.com", sub }, URL);
    const action = "sts:AssumeRoleWithWebIdentity";
    return believedBy(plans, role, "Federated").map((by) => ({
        ...{ says, by, action, on: role, account, context, source: PAGE },
    }));
}

/** A user whose keys the jobs have takes on the role. */
function takesOn(says: string, role: string, plan: Plan, plans: Plans): readonly Question[] {
    return believedBy(plans, role, "AWS").flatMap((user) =>
        asks(says, user, [{ action: "sts:AssumeRole", on: () => [role], source: ASSUME_ROLE }], { plans, plan }),
    );
}

/** Whoever does the next steps hands the secrets of keys from Secrets Manager to GitHub. */
function readsSecrets({ urn, name }: PlannedResource, plan: Plan, plans: Plans): readonly Question[] {
    const secrets = plan.resources.filter(({ type, parent }) => type === TYPE.secret && parent === urn);
    const rows = secrets.flatMap((secret) => {
        const arn = text(secret, "arn");
        const reads = { action: "secretsmanager:GetSecretValue", on: () => [arn], source: SECRET.source };
        return [reads, opens<At>(SECRET, () => [arn])];
    });
    const somebody = `arn:${partitionOf(plan.region)}:iam::${plan.account}:user/who-does-the-next-steps`;
    return asks(`who sets the secrets of ${name} at GitHub`, somebody, rows, { plans, plan });
}

/** Whose tokens the role believes, or which user. */
function believedBy(plans: Plans, role: string, kind: "Federated" | "AWS"): readonly string[] {
    const found = plans.find(TYPE.role, (resource) => text(resource, "arn") === role);
    return statementsOf(found?.resource.inputs["assumeRolePolicy"]).flatMap(({ Principal }) =>
        isRecord(Principal) && typeof Principal[kind] === "string" ? [Principal[kind]] : [],
    );
}
