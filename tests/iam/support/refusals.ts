// What must be refused: everything that some role here may do and this one has no row for, and everything nobody may.
import { readArn } from "../../../plan/arn";
import { everyAction } from "../../../plan/pipelines";
import type { Question } from "../../../iam/verdicts";
import type { Context } from "../../../iam/evaluate";
import { callersOf } from "../../../iam/role-policies";
import { STAR_NEEDED } from "../../../iam/no-resource-level";
import { text, type Plans } from "../../../plan/plans";
import { comesWith } from "./tolerated";

const ELSEWHERE = "999999999999";
const ADMINISTRATOR = `arn:aws:iam::${ELSEWHERE}:role/administrator`;
const SOMEBODY = "somebody-elses";
const UNCONDITIONED = ["ec2.amazonaws.com", "cloudformation.amazonaws.com", "ecs.amazonaws.com"];

/** Each must be refused. */
export function refusalsOf(plans: Plans, allow: readonly Question[]): readonly Question[] {
    // What AWS's own bucket of installers holds is for everybody.
    const byRoles = allow.filter(
        (question) => isRole(question) && !/:s3:::aws-codedeploy-/.test(question.on) && !isPerson(question, plans),
    );
    const byServices = allow.filter((question) => !isRole(question));
    return [
        ...foreignRights(plans, byRoles),
        ...powers(plans),
        ...byRoles.flatMap(strangers),
        ...byRoles.flatMap(wrongPurposes),
        ...byServices.flatMap(wrongCallers),
        // One policy guards all log groups of an account; every other one guards only the thing it stands on.
        ...byServices.filter(({ action }) => action.startsWith("logs:")).flatMap(strangers),
        ...outsiders(allow),
        ...forgers(plans),
    ];
}

/** Whatever any role of these plans may do, asked by each of the others. */
function foreignRights(plans: Plans, allow: readonly Question[]): readonly Question[] {
    const rights = [...new Map(allow.map((question) => [keyOf(question), question])).values()];
    return callersOf(plans).flatMap((role) => {
        const mine = allow.filter((question) => question.by === role);
        const own = new Set(mine.map(keyOf));
        return rights
            .filter((right) => !own.has(keyOf(right)) && !comesWith(right, mine))
            .map((right) => asked(right, role, "a right of another role"));
    });
}

/** What no role of a line may ever do. */
function powers(plans: Plans): readonly Question[] {
    const power = (action: string, on: string, account: string): Question => {
        return {
            says: "",
            by: "",
            action,
            on,
            account,
            context: secure(account),
            source: "nobody's right: design.md 6, sentence 8",
        };
    };
    const approvals = everyAction(plans)
        .filter(({ action }) => action.category === "Approval")
        .map((at) =>
            power(
                "codepipeline:PutApprovalResult",
                `${text(at.pipeline, "arn")}/${at.stage}/${at.action.name}`,
                at.plan.account,
            ),
        );
    const of = (type: string, ...actions: string[]) =>
        plans
            .ofType(type)
            .flatMap(({ plan, resource }) =>
                actions.map((action) => power(action, text(resource, "arn"), plan.account)),
            );
    const all = [
        ...approvals,
        ...of("aws:codepipeline/pipeline:Pipeline", "codepipeline:UpdatePipeline"),
        ...of("aws:codebuild/project:Project", "codebuild:UpdateProject"),
        ...of("aws:s3/bucketObjectv2:BucketObjectv2", "s3:DeleteObject", "s3:DeleteObjectVersion"),
        // Settings are Pulumi's: no role of the line writes what Pulumi writes as plain text.
        ...plans
            .ofType("aws:s3/bucketObjectv2:BucketObjectv2")
            .filter(({ resource }) => resource.inputs["content"] !== undefined)
            .map(({ plan, resource }) => power("s3:PutObject", text(resource, "arn"), plan.account)),
        ...of("aws:iam/role:Role", "iam:PutRolePolicy", "iam:AttachRolePolicy", "iam:UpdateAssumeRolePolicy"),
        ...of("aws:iam/user:User", "iam:CreateAccessKey", "iam:PutUserPolicy"),
        ...of("aws:ecr/repository:Repository", "ecr:BatchDeleteImage", "ecr:PutImageTagMutability"),
        ...of("aws:kms/key:Key", "kms:ScheduleKeyDeletion", "kms:PutKeyPolicy", "kms:CreateGrant"),
        ...of("aws:ecs/service:Service", "ecs:DeleteService"),
    ];
    return callersOf(plans).flatMap((role) => all.map((question) => asked(question, role, "a power that no role has")));
}

/** The same call on a thing of the same kind that belongs to somebody else, here and in another region. */
function strangers(question: Question): readonly Question[] {
    // What stands on `*` answers for everything; whose a new task set will be, its context says (wrongPurposes).
    if (question.on === "*" || question.action in STAR_NEEDED) return [];
    // What tells a thing of ours from others: a key's alias, a machine's tags.
    const unnamed = Object.fromEntries(
        Object.entries(question.context).filter(
            ([key]) => !/^(kms:ResourceAliases$|ssm:resourceTag\/|aws:Re(quest|source)Tag\/)/.test(key),
        ),
    );
    const parts = question.on.split(":");
    const region = parts[3] ?? "";
    const elsewhere = [...parts.slice(0, 3), "us-west-1", ...parts.slice(4)].join(":");
    return [
        ...strange(question.on).map((on) =>
            asked({ ...question, on, context: unnamed }, question.by, "a right on what is somebody else's"),
        ),
        ...(region ? [asked({ ...question, on: elsewhere }, question.by, "a right in another region")] : []),
        ...namesakes(question.on).map((on) =>
            asked({ ...question, on }, question.by, "a right in an environment whose name begins alike"),
        ),
    ];
}

/** What an environment `prod-eu` of the same account calls what is called so in `prod`. */
function namesakes(arn: string): readonly string[] {
    const named = arn.replace(/-([0-9a-f]{7})$/, "-eu-$1");
    return named === arn ? [] : [named];
}

/** A role that may do something for one purpose, asked for another. */
function wrongPurposes(question: Question): readonly Question[] {
    const { action, context } = question;
    const other = (key: string, value: string | readonly string[]) =>
        asked({ ...question, context: { ...context, [key]: value } }, question.by, `another ${key}`);
    if (action === "iam:PassRole") return [other("iam:PassedToService", "ec2.amazonaws.com")];
    if (context["s3:if-none-match"] !== undefined) {
        const { "s3:if-none-match": _, ...over } = context;
        return [asked({ ...question, context: over }, question.by, "what is written over another")];
    }
    if (action === "ssm:SendCommand")
        return Object.keys(context)
            .filter((key) => key.startsWith("ssm:resourceTag/"))
            .map((key) => other(key, SOMEBODY));
    if (action === "ecs:CreateTaskSet")
        return ["ecs:cluster", "ecs:service"].map((key) => other(key, `${String(context[key])}-${SOMEBODY}`));
    if (action === "ecs:RunTask") return [other("ecs:cluster", `${String(context["ecs:cluster"])}-${SOMEBODY}`)];
    if (action === "events:PutEvents") return [other("events:source", [`fairlead.${SOMEBODY}`])];
    // A key from outside of the plan may open much else: a task may use it for its secrets, and for nothing that it stores.
    if (/^(secretsmanager|ssm)\./.test(String(context["kms:ViaService"])))
        return [other("kms:ViaService", "s3.eu-west-1.amazonaws.com")];
    // What a training registers waits for a person, whatever else its role could write.
    if (action === "sagemaker:CreateModelPackage") return [other("sagemaker:ModelApprovalStatus", "Approved")];
    if (action === "iam:CreateServiceLinkedRole") return [other("iam:AWSServiceName", `${SOMEBODY}.amazonaws.com`)];
    if (action === "cloudwatch:PutMetricData") return [other("cloudwatch:namespace", SOMEBODY)];
    if (context["s3:prefix"] !== undefined) return [other("s3:prefix", `${SOMEBODY}/`)];
    if (action.startsWith("s3:")) return [other("aws:SecureTransport", "false")];
    if (action === "sts:AssumeRoleWithWebIdentity")
        return [
            ...Object.entries(context)
                .filter(([key]) => /:(aud|sub)$/.test(key))
                .map(([key, value]) => other(key, `${String(value)}-${SOMEBODY}`)),
            asked(question, question.by.replace(/[^/]+$/, SOMEBODY), "another issuer's token"),
        ];
    if (action === "sts:AssumeRole")
        return [asked(question, `arn:aws:iam::${question.account}:role/${SOMEBODY}`, "a role nobody let in")];
    return [];
}

/** A service that may do something for us, asked for somebody else, and another service in its place. */
function wrongCallers(question: Question): readonly Question[] {
    const source = String(question.context["aws:SourceArn"] ?? "").replace(/:\d{12}:/, `:${ELSEWHERE}:`);
    const context: Context = { ...question.context, "aws:SourceAccount": ELSEWHERE, "aws:SourceArn": source };
    return [
        // AWS's own policy for this one has no condition: making an empty stream tells nobody anything.
        // What a service asks without saying for whom, no condition can refuse to somebody else.
        // EC2, CloudFormation and ECS take roles of who names them alone, and AWS shows their trust without a condition.
        ...(question.action === "logs:CreateLogStream" || source === "" || UNCONDITIONED.includes(question.by)
            ? []
            : [asked({ ...question, context }, question.by, "on behalf of another account")]),
        asked(question, "glue.amazonaws.com", "a service that has nothing to do here"),
    ];
}

/** Who else might ask people for an approval: a rule with a role of its own, EventBridge and CloudWatch as themselves. */
function forgers(plans: Plans): readonly Question[] {
    return everyAction(plans)
        .filter(({ action }) => action.category === "Approval" && action.configuration["NotificationArn"])
        .flatMap(({ plan: { account }, action }) =>
            [
                `arn:aws:iam::${account}:role/${SOMEBODY}`,
                ...namesakes(action.roleArn ?? ""),
                "events.amazonaws.com",
                "cloudwatch.amazonaws.com",
            ].map((by) => {
                const on = action.configuration["NotificationArn"] ?? "";
                const question = { says: "", by, action: "sns:Publish", on, account, context: secure(account) };
                return asked(
                    { ...question, source: "docs/decisions/0016-who-may-mail.md" },
                    by,
                    "a mail that asks for an approval",
                );
            }),
        );
}

/** Somebody who may do everything at home. */
function outsiders(allow: readonly Question[]): readonly Question[] {
    const guarded = /^(s3|kms|sns|events|ecr|sts):/;
    const context = { "aws:PrincipalArn": ADMINISTRATOR, "aws:PrincipalAccount": ELSEWHERE };
    return [
        ...new Map(
            allow.filter(({ action }) => guarded.test(action)).map((question) => [keyOf(question), question]),
        ).values(),
    ].map((question) =>
        asked(
            { ...question, context: { ...question.context, ...context } },
            ADMINISTRATOR,
            "an administrator of another account",
        ),
    );
}

function asked(question: Question, by: string, why: string): Question {
    const who = by.split("/").pop() ?? by;
    const own: Context = by.startsWith("arn:")
        ? { "aws:PrincipalArn": by, "aws:PrincipalAccount": readArn(by).account }
        : {};
    return { ...question, by, says: `${who}: ${why}`, context: { ...question.context, ...own } };
}

function strange(arn: string): readonly string[] {
    const { service, resource } = readArn(arn);
    if (service === "s3") {
        const store = arn.slice(0, -resource.length);
        const [bucket = "", ...key] = resource.split("/");
        if (key.length === 0) return [`${store}${SOMEBODY}`];
        return [`${store}${SOMEBODY}/${key.join("/")}`, `${store}${bucket}/${SOMEBODY}/thing`];
    }
    const parts = arn.split(":");
    const head = parts.slice(0, 5).join(":");
    const rest = parts.slice(5).join(":");
    // The first name after the kind of the thing: a queue of names belongs to whom the first one belongs.
    const named = /^([a-z-]+[/:](?:app\/)?)?[^/:]+/.exec(rest);
    return [
        ...(named ? [`${head}:${named[1] ?? ""}${SOMEBODY}${rest.slice(named[0].length)}`] : []),
        // The last folder of a parameter is the line's.
        ...(service === "ssm"
            ? [`${head}:${rest.replace(/[^/]+(\/[^/]+)$/, `${SOMEBODY}$1`)}`].filter((on) => on !== arn)
            : []),
    ];
}

export function keyOf({ action, on }: Question): string {
    return `${action} ${on}`;
}

/** Of the account, whose own rights stand in no plan. */
function isPerson({ by }: Question, plans: Plans): boolean {
    return by.includes(":user/") && !callersOf(plans).includes(by);
}

function isRole({ by }: Question): boolean {
    return by.startsWith("arn:");
}

function secure(account: string): Context {
    return { "aws:SecureTransport": "true", "aws:ResourceAccount": account };
}
