// Who may do what, and who is let in.
import { starIsExplained } from "../../../iam/no-resource-level";
import type { Plan, PlannedResource } from "../../../plan/document";
import { ancestors, at, label, list, ofType, type PolicyStatement, statements, texts } from "../reading";
import type { Invariant } from "./index";

/** AWS's own groups of actions, which its documentation names in this form for whoever writes under a key. */
const ACTION_PATTERNS = ["kms:GenerateDataKey*", "kms:ReEncrypt*"];

const OWNED = ["aws:RequestTag/fairlead:line", "aws:ResourceTag/fairlead:line"];

/** The policies of roles. In a key's own policy `*` means the key itself, and the account's root may do anything with it. */
export const everyStarInAPolicyIsForcedByAws: Invariant = (plan) =>
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

const UNCONDITIONED = ["ec2.amazonaws.com", "cloudformation.amazonaws.com", "ecs.amazonaws.com"];

/** One service, and only when it acts for this account; one role of this stack, or one user with keys; or people, under their own names. */
export const everyRoleTrustsOneParty: Invariant = (plan) => {
    const roles = ofType(plan, "aws:iam/role:Role");
    const keys = ofType(plan, "aws:iam/accessKey:AccessKey");
    const machines = ofType(plan, "aws:iam/user:User").filter(({ outputs }) =>
        keys.some(({ inputs }) => inputs["user"] === outputs["name"]),
    );
    return roles.flatMap((role) => {
        const trust = statements(role.inputs["assumeRolePolicy"]);
        const [only] = trust;
        if (!only || trust.length > 1) return [`${label(role)} trusts ${trust.length} parties`];
        const { Principal, Condition, Action } = only;
        if (typeof Principal === "object" && Principal["Federated"] !== undefined)
            return byToken(only, plan.account).map((wrong) => `${label(role)} ${wrong}`);
        const found = [Action === "sts:AssumeRole" ? [] : [`${label(role)} allows ${String(Action)}`]].flat();
        if (typeof Principal !== "object") return [...found, `${label(role)} trusts ${String(Principal)}`];
        const service = Principal["Service"];
        if (service !== undefined) {
            if (typeof service !== "string") found.push(`${label(role)} trusts more than one service`);
            // EC2, CloudFormation and ECS take roles of who names them alone, and AWS shows their trust without a condition.
            if (UNCONDITIONED.includes(String(service)) && Condition === undefined) return found;
            if (Condition?.["StringEquals"]?.["aws:SourceAccount"] === plan.account) return found;
            return [...found, `${label(role)} trusts ${String(service)} on behalf of any account`];
        }
        if (Array.isArray(Principal["AWS"]))
            return [
                ...found,
                ...Principal["AWS"]
                    .filter((arn) => !isOfPeople(String(arn), plan.account))
                    .map((arn) => `${label(role)} trusts ${String(arn)}`),
                ...(Condition?.["Bool"]?.["aws:MultiFactorAuthPresent"] === "true"
                    ? []
                    : [`${label(role)} asks people for no second factor`]),
                ...(Condition?.["StringEquals"]?.["sts:RoleSessionName"] === "${aws:username}"
                    ? []
                    : [`${label(role)} lets people choose a name`]),
            ];
        const isOurs = [...roles, ...machines].some(({ outputs }) => outputs["arn"] === Principal["AWS"]);
        return isOurs
            ? found
            : [...found, `${label(role)} trusts ${JSON.stringify(Principal)}, which is no role of this stack`];
    });
};

/** GitHub's tokens, for AWS, of whole subjects: a pattern or a pull request would let in whoever asks. */
function byToken({ Principal, Condition, Action }: PolicyStatement, account: string): string[] {
    const host = "token.actions.githubusercontent.com";
    const federated = String((Principal as Record<string, unknown>)["Federated"]);
    const isTheAccounts = new RegExp(`^arn:aws(-[a-z-]+)?:iam::${account}:oidc-provider/${host}$`).test(federated);
    const { [`${host}:aud`]: audience, [`${host}:sub`]: subject } = Condition?.["StringEquals"] ?? {};
    const subjects = texts(subject);
    const isWhole = (text: string): boolean =>
        /^repo:[\w.@-]+\/[\w.@-]+:(ref:refs\/heads|environment:)[\w./-]+$/.test(text);
    return [
        ...(Action === "sts:AssumeRoleWithWebIdentity" ? [] : [`allows ${String(Action)}`]),
        ...(isTheAccounts ? [] : ["trusts another provider"]),
        ...(audience === "sts.amazonaws.com" ? [] : ["believes tokens for another audience"]),
        ...(subjects.length > 0 ? [] : ["believes tokens of any subject"]),
        ...subjects.filter((text) => !isWhole(text)).map((text) => `believes tokens of ${text}`),
    ];
}

/** Users of this account; `root` is each of them whose own policies allow it. */
function isOfPeople(arn: string, account: string): boolean {
    return new RegExp(`^arn:aws:iam::${account}:(root|user/.+)$`).test(arn);
}

const WORLD = ["0.0.0.0/0", "::/0"];

/**
 * Production's port, and port 80 where it only points to HTTPS; where machines are reached without a load balancer, the one
 * port that the line names. Each opens to the ranges that its line names, the test listener as well.
 */
export const onlyTheProductionPortIsOpenToTheWorld: Invariant = (plan) => [
    ...ofType(plan, "aws:ec2/securityGroup:SecurityGroup")
        .filter(({ inputs }) => inputs["ingress"] !== undefined || inputs["egress"] !== undefined)
        .map((group) => `${label(group)} has rules of its own, which take the separate ones away at every update`),
    ...ofType(plan, "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule").flatMap((rule) =>
        admitted(plan, rule),
    ),
    ...plan.resources
        .filter(({ inputs }) =>
            statements(inputs["policy"]).some((one) => one.Effect === "Allow" && isAnybody(one.Principal)),
        )
        .map((resource) => `${label(resource)} allows everybody`),
];

function admitted(plan: Plan, rule: PlannedResource): string[] {
    const { cidrIpv4, cidrIpv6, fromPort, toPort, referencedSecurityGroupId, prefixListId } = rule.inputs;
    const from = cidrIpv4 ?? cidrIpv6;
    if (from === undefined) {
        return (referencedSecurityGroupId ?? prefixListId) ? [] : [`${label(rule)} does not say whom it admits`];
    }
    const line = ancestors(plan, rule).find(({ type }) => /:(ServiceLine|SharedBalancer)$/.test(type));
    const listeners = ofType(plan, "aws:lb/listener:Listener").filter((listener) =>
        ancestors(plan, listener).some((ancestor) => ancestor === line),
    );
    const open = listeners
        .filter((listener) => listener.name === `${line?.name}-production` || onlyRedirects(listener))
        .map(({ inputs }) => inputs["port"]);
    const deploy = at(line?.inputs, "settings", "deploy") ?? at(line?.inputs, "settings");
    const admitted = list(at(deploy, "reachableFrom"));
    if (admitted.length > 0 && listeners.length === 0) open.push(at(deploy, "port"));
    const isOutside =
        listeners.length === 0 || ancestors(plan, rule).some(({ type }) => type === "fairlead:index:LoadBalancer");
    const isProduction = isOutside && fromPort === toPort && open.includes(fromPort ?? null);
    if (isProduction && admitted.includes(from)) return [];
    if (WORLD.includes(String(from))) {
        return isProduction && admitted.length === 0
            ? []
            : [`${label(rule)} opens ports ${String(fromPort)} to ${String(toPort)} to the world`];
    }
    const test = listeners.find(({ name }) => name === `${line?.name}-test`)?.inputs["port"];
    const named = list(at(deploy, "testTrafficFrom"));
    return fromPort === test && toPort === test && named.includes(from)
        ? []
        : [
              `${label(rule)} admits ${String(from)} to ports ${String(fromPort)} to ${String(toPort)}; no setting names it`,
          ];
}

function onlyRedirects(listener: PlannedResource): boolean {
    return list(listener.inputs["defaultActions"]).every((action) => at(action, "type") === "redirect");
}

function isAnybody(principal: unknown): boolean {
    return principal === "*" || (principal instanceof Object && "AWS" in principal && principal.AWS === "*");
}
