import type { Plan } from "../../../plan/document";
import { starIsExplained } from "../../../iam/no-resource-level";
import { label, ofType, statements, texts, type PolicyStatement } from "../reading";
import type { Invariant } from "./invariant";

/** AWS's own groups of actions, which its documentation names in this form for whoever writes under a key. */
const ACTION_PATTERNS = ["kms:GenerateDataKey*", "kms:ReEncrypt*"];

const OWNED = ["aws:RequestTag/fairlead:line", "aws:ResourceTag/fairlead:line"];

/** The policies of roles. In a key's own policy `*` means the key itself, and the account's root may do anything with it. */
export const invariant: Invariant = (plan) =>
    ofType(plan, "aws:iam/rolePolicy:RolePolicy").flatMap((policy) =>
        statements(policy.inputs["policy"]).flatMap((statement) => {
            const actions = texts(statement.Action);
            const patterns = actions.filter((action) => action.includes("*") && !ACTION_PATTERNS.includes(action));
            const named = actions.filter((action) => !starIsExplained(action, statement.Condition));
            return [
                ...patterns.map((action) => `${label(policy)} allows ${action}`),
                ...texts(statement.Resource).flatMap((resource) => {
                    if (resource === "*")
                        return named.map((action) => `${label(policy)} allows ${action} on everything`);
                    // What has to stand on everything may stand on everything of one type.
                    if (named.length === 0 || isOurs(plan, statement, resource)) return [];
                    return [`${label(policy)} names too much: ${resource}`];
                }),
            ];
        }),
    );

/** What SageMaker names by itself: the jobs of a pipeline, and the log groups that all jobs of an account share. */
const BY_SAGEMAKER = /^((processing|training)-job\/pipelines-|log-group:\/aws\/sagemaker\/(Processing|Training)Jobs:)$/;

/**
 * Artifacts, streams and revisions have names that only a run knows, but each is below something of this stack: what
 * stands before the star says which. A key of another environment is told by its alias.
 */
function isOurs(plan: Plan, { Condition }: PolicyStatement, resource: string): boolean {
    const [fixed = "", rest] = resource.split("*");
    if (rest === undefined) return true;
    const [, , service, , , ...name] = fixed.split(":");
    // What git may change of another stack bears that stack's name, with an ending of as many digits as autonaming gives.
    if (ofType(plan, "fairlead:index:Account").length > 0 && /^-[\w.?-]+-\?{7}$/.test(rest)) return true;
    // What people make in Studio is below its domain; what they look at there belongs to this project's environments.
    if (service === "sagemaker" && isOfStudio(plan, name.join(":"))) return true;
    // SageMaker names projects as people do, and their stacks itself.
    if (/^(sagemaker:project\/|cloudformation:stack\/SP-)$/.test(`${service ?? ""}:${name.join(":")}`)) return true;
    // In a key of S3, stars in the middle are narrower than one at the end; elsewhere they reach over what stands behind them.
    if (service !== "s3" && (rest !== "" || resource.split("*").length > 2)) return false;
    if (BY_SAGEMAKER.test(name.join(":"))) return true;
    if (service === "kms" && Condition?.["ForAnyValue:StringEquals"]?.["kms:ResourceAliases"] !== undefined)
        return true;
    // AWS's own bucket of installers, and machines that are the line's by their tag: neither has a name of ours.
    if (/^aws-codedeploy-[a-z0-9-]+\/$/.test(name.join(":"))) return true;
    if (service === "ec2" && Condition?.["StringEquals"]?.["ssm:resourceTag/fairlead:line"] !== undefined) return true;
    // What CloudFormation makes has a name that only it knows, and the line's tag.
    if (OWNED.some((key) => Condition?.["StringEquals"]?.[key] !== undefined)) return true;
    const words = `-${name.join(":").split(/[/:]/).join("-")}-`;
    const made = plan.resources.flatMap(({ outputs }) => texts(outputs["name"]));
    return (
        made.some((physical) => name.join(":").includes(physical)) ||
        ofType(plan, "fairlead:index:ServiceLine").some((line) => words.includes(`-${line.name}-`))
    );
}

function isOfStudio(plan: Plan, fixed: string): boolean {
    const domains = ofType(plan, "aws:sagemaker/domain:Domain").map(({ id = "" }) => id);
    const isOfProject = fixed.endsWith(`/${plan.project}-`);
    return domains.length > 0 && (isOfProject || domains.some((id) => /^(app|space)\/(.*)\/$/.exec(fixed)?.[2] === id));
}
