// Secrets Manager and Parameter Store. A plan holds no secret, and most secrets are not the plan's own: what is not written
// in the plan has a value that is plainly none, the same every time.
import { createHash } from "node:crypto";

import type { Json } from "../../plan/document";
import { arnIn, type Place, readArn } from "../../plan/arn";
import { below, parsed, records, text, type Planned } from "../../plan/plans";
import type { LocalAccount } from "../account/local-account";
import { type Caller, NotRehearsed, Refused, type Service } from "../account/gateway";
import type { Fidelity } from "../engine/fidelity";
import type { Fact, Fold } from "../engine/journal";
import { TYPE } from "../../plan/tokens";

export const secretsFidelity: Fidelity = {
    evaluated: "who may read a secret or a parameter, its resource policy, its key",
    stoodIn: "values: what the plan does not hold in plain text is `rehearsed-…`",
    source: "https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html",
};

/** Parameters that are written while lines run. Its fact: `parameter`, by the ARN; without a value it was deleted. */
export class WrittenParameters implements Fold {
    private readonly values = new Map<string, { readonly value: string; readonly key: string }>();

    public apply({ kind, about, data }: Fact): void {
        if (kind !== "parameter") return;
        if (data["value"] === null) this.values.delete(about);
        else this.values.set(about, { value: String(data["value"]), key: String(data["key"]) });
    }

    public find(arn: string): { readonly value: string; readonly key: string } | undefined {
        return this.values.get(arn);
    }
}

/** https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PutParameter.html */
const putParameter: Service = ({ by, on, input }, account) => {
    const {
        Value: value,
        Type: type,
        KeyId: key,
        Tier: tier,
        Policies: policies,
    } = input as Readonly<Record<string, string>>;
    if (type !== "SecureString" || key === undefined || value === undefined || tier !== "Advanced")
        throw new NotRehearsed(
            "ssm put-parameter of anything but a SecureString under a key of one's own, in the advanced tier",
        );
    if (policies !== undefined && !records(parsed(policies)).every(({ Type }) => Type === "Expiration"))
        throw new NotRehearsed("policies of a parameter but its end, which no rehearsal lives to see");
    account.gateway.ask({ by, action: "kms:GenerateDataKey", on: key, context: sealed("ssm", key, on) });
    account.record({ kind: "parameter", about: on, data: { value, key } });
    return { Version: 1, Tier: tier };
};

/** https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_DeleteParameter.html */
const deleteParameter: Service = ({ on }, account) => {
    if (!account.part(WrittenParameters).find(on)) throw new Refused("ParameterNotFound", "");
    account.record({ kind: "parameter", about: on, data: { value: null } });
    return {};
};

function sealed(service: string, key: string, arn: string): Readonly<Record<string, string>> {
    const { region, account } = readArn(key);
    return {
        "kms:ViaService": `${service}.${region}.amazonaws.com`,
        "kms:CallerAccount": account,
        "kms:EncryptionContext:PARAMETER_ARN": arn,
    };
}

function standIn(name: string): string {
    return `rehearsed-${createHash("sha256").update(name).digest("hex").slice(0, 12)}`;
}

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html */
const getSecretValue: Service = ({ by, on }, account) => {
    const secret = account
        .created(TYPE.secret)
        .find(({ resource }) => text(resource, "arn") === on || nameOf(on) === text(resource, "name"));
    const arn = secret ? text(secret.resource, "arn") : on;
    throughKey(account, by, secret, { "kms:EncryptionContext:SecretARN": arn }, "secretsmanager");
    const version = account
        .created(TYPE.secretVersion)
        .find(({ resource }) => [secret?.resource.id, arn].includes(text(resource, "secretId")));
    const value = version?.resource.inputs["secretString"];
    return {
        ARN: arn,
        Name: nameOf(arn),
        VersionId: "00000000-0000-4000-8000-000000000000",
        SecretString: typeof value === "string" ? value : standIn(nameOf(arn)),
        VersionStages: ["AWSCURRENT"],
        ...(typeof value === "string" ? {} : { StandIn: true }),
    };
};

/** https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameters.html */
const getParameters: Service = (call, account) => {
    const { Names: names } = call.input as { readonly Names: readonly string[] };
    return { Parameters: names.map((name) => parameter(name, call, account)), InvalidParameters: [] };
};

/** https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameter.html */
const getParameter: Service = (call, account) => {
    const { Name: name } = call.input as { readonly Name: string };
    return { Parameter: parameter(name, call, account) };
};

function parameter(name: string, { by, on }: Parameters<Service>[0], account: LocalAccount): Json {
    const written = account.part(WrittenParameters).find(on);
    if (written) {
        account.gateway.ask({ by, action: "kms:Decrypt", on: written.key, context: sealed("ssm", written.key, on) });
        return { Name: name, Type: "SecureString", Value: written.value, Version: 1, ARN: on, DataType: "text" };
    }
    const found = account
        .created(TYPE.parameter)
        .find(({ resource }) => text(resource, "arn") === on || text(resource, "name") === name);
    const type = found ? text(found.resource, "type") : "String";
    if (type === "SecureString") throughKey(account, by, found, { "kms:EncryptionContext:PARAMETER_ARN": on }, "ssm");
    return {
        Name: name,
        Type: type,
        Value: heldInStore(account, name),
        Version: 1,
        ARN: on,
        DataType: "text",
    };
}

/** What a parameter holds, without asking who may read it: for whom it was made for. */
export function heldInStore(account: LocalAccount, name: string): string {
    const found = account.created(TYPE.parameter).find(({ resource }) => text(resource, "name") === name);
    const value = found?.resource.inputs["value"];
    return typeof value === "string" ? value : standIn(name);
}

/** A key of one's own asks the caller too; the account's default key lets every role through that may read. */
function throughKey(
    account: LocalAccount,
    by: Parameters<Service>[0]["by"],
    found: Planned | undefined,
    context: Readonly<Record<string, string>>,
    service: string,
): void {
    const named = found ? text(found.resource, "kmsKeyId") || text(found.resource, "keyId") : "";
    const key = account.plans.find(
        TYPE.key,
        (resource) => named !== "" && [text(resource, "arn"), text(resource, "keyId"), resource.id].includes(named),
    );
    if (!found || !key) return;
    account.gateway.ask({
        by,
        action: "kms:Decrypt",
        on: text(key.resource, "arn"),
        context: {
            "kms:ViaService": `${service}.${found.plan.region}.amazonaws.com`,
            "kms:CallerAccount": found.plan.account,
            ...context,
        },
    });
}

/**
 * What jobs and tasks name as `secret-id:json-key:version-stage:version-id`, where the id may be an ARN with colons of its
 * own. The key of a secret that is stood in for is made up like the secret.
 */
export async function partOfSecret(
    account: LocalAccount,
    by: Caller,
    place: Place,
    reference: string,
): Promise<string> {
    const [, id = "", key = "", stage, version] =
        /^(arn:[^:]*:secretsmanager:[^:]*:[^:]*:secret:[^:]+|[^:]+)(?::([^:]*))?(?::([^:]*))?(?::([^:]*))?$/.exec(
            reference,
        ) ?? [];
    const on = secretArn(account, place, id);
    const input = { SecretId: id, ...(stage && { VersionStage: stage }), ...(version && { VersionId: version }) };
    const answer = await account.gateway.call({ by, action: "secretsmanager:GetSecretValue", on, input });
    const { SecretString: secret, StandIn: standIn } = answer as { SecretString: string; StandIn?: boolean };
    if (key === "") return secret;
    if (standIn === true) return `${secret}-${key}`;
    const value = below(parsed(secret))[key];
    if (value === undefined)
        throw new Refused("ResourceNotFound", `the secret ${id} did not contain the JSON key ${key}`);
    return typeof value === "string" ? value : JSON.stringify(value);
}

/** Of Parameter Store, by name or ARN. */
export async function valueOfParameter(
    account: LocalAccount,
    by: Caller,
    place: Place,
    reference: string,
): Promise<string> {
    const Names = [reference.replace(/^arn:[^/]+:parameter/, "")];
    const call = { by, action: "ssm:GetParameters", on: parameterArn(place, reference) };
    const answer = await account.gateway.call({ ...call, input: { Names, WithDecryption: true } });
    return String(records(below(answer)["Parameters"])[0]?.["Value"]);
}

/** IAM is asked for the whole ARN, which ends in six characters of AWS's. */
export function secretArn(account: LocalAccount, place: Place, id: string): string {
    if (id.startsWith("arn:")) return id;
    const known = account.plans.find(TYPE.secret, (resource) => text(resource, "name") === id);
    return known ? text(known.resource, "arn") : arnIn(place, "secretsmanager", `secret:${id}-AbCdEf`);
}

export function parameterArn(place: Place, name: string): string {
    return name.startsWith("arn:") ? name : arnIn(place, "ssm", `parameter/${name.replace(/^\//, "")}`);
}

/** An ARN ends in the name and six characters of AWS's. */
function nameOf(arn: string): string {
    return arn.replace(/^arn:[^/]*?:secret:/, "").replace(/-[A-Za-z0-9]{6}$/, "");
}

export const secretServices: ReadonlyMap<string, Service> = new Map([
    ["secretsmanager:GetSecretValue", getSecretValue],
    ["ssm:GetParameter", getParameter],
    ["ssm:GetParameters", getParameters],
    ["ssm:PutParameter", putParameter],
    ["ssm:DeleteParameter", deleteParameter],
]);
