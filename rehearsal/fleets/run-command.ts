// Systems Manager's Run Command: documents of the plan, sent to instances.
// https://docs.aws.amazon.com/systems-manager/latest/userguide/documents-command-ssm-plugin-reference.html#aws-runShellScript
import { createHash } from "node:crypto";

import { MANAGED } from "../../iam/calls/instances";
import { isRecord, parsed, type Planned, records, text, texts } from "../../plan/plans";
import { TYPE } from "../../plan/tokens";
import { readYaml, UnreadableYaml } from "../../text/yaml";
import { askRows, Denied, NotRehearsed, Refused } from "../account/gateway";
import type { LocalAccount } from "../account/local-account";
import { asJson, type Fact, type Fold } from "../engine/journal";
import { type CommandEnd, type Host, HostGone } from "../hosts/host";
import { Fleet } from "./fleet";

/** https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_CommandInvocation.html */
export interface Invocation {
    readonly command: string;
    readonly instance: string;
    readonly document: string;
    readonly status: "InProgress" | CommandEnd["status"];
    readonly code: number;
    readonly out: string;
    readonly err: string;
    readonly plugin: string;
}

/** Commands by their id. Its fact: `command`, by the instance, as it begins and as it ends. */
export class Commands implements Fold {
    private readonly invocations = new Map<string, Invocation>();

    constructor(private readonly account: LocalAccount) {}

    public apply({ kind, about: instance, data }: Fact): void {
        if (kind !== "command") return;
        const said = data as unknown as Omit<Invocation, "instance">;
        this.invocations.set(`${said.command} ${instance}`, { ...said, instance });
    }

    public of(command: string): readonly Invocation[] {
        return [...this.invocations.values()].filter((each) => each.command === command);
    }

    public endedOn(instance: string): readonly Invocation[] {
        return [...this.invocations.values()].filter(
            (each) => each.instance === instance && each.status !== "InProgress",
        );
    }

    /** Asks every instance whether it is a managed node, and then runs the document on all of them. */
    public send(document: Planned, instances: readonly string[], given: Parameters = {}): string {
        const name = text(document.resource, "name");
        const scripts = scriptsOf(document, given);
        const hosts = instances.map((id) => this.managed(id, document));
        const digits = createHash("sha256").update(`${name} ${this.invocations.size}`).digest("hex");
        const command = [0, 8, 12, 16, 20].map((from, at) => digits.slice(from, [8, 12, 16, 20, 32][at])).join("-");
        for (const host of hosts) this.account.work(this.run(command, name, host, scripts));
        return command;
    }

    private async run(command: string, document: string, host: Host, scripts: readonly Script[]): Promise<void> {
        const tell = (said: Omit<Invocation, "command" | "instance" | "document">) =>
            this.account.record({
                kind: "command",
                about: host.order.id,
                data: asJson({ command, document, ...said }),
            });
        for (const { name: plugin, ...script } of scripts) {
            tell({ status: "InProgress", code: -1, out: "", err: "", plugin });
            const end = await host.run({ id: command, ...script }).catch(gone);
            tell({ ...end, plugin });
            if (end.status !== "Success") return;
        }
    }

    private managed(id: string, { plan }: Planned): Host {
        const host = this.hostOf(id);
        const { role } = host.order;
        const refused = new Refused(
            "InvalidInstanceId",
            `Instances [[${id}]] not in a valid state for account ${plan.account}`,
        );
        if (role === undefined) throw refused;
        try {
            askRows(this.account.gateway, { role, as: id }, MANAGED, {
                plans: this.account.plans,
                plan,
                revisions: [],
            });
        } catch (error) {
            throw error instanceof Denied ? refused : error;
        }
        return host;
    }

    private hostOf(id: string): Host {
        try {
            return this.account.part(Fleet).host(id);
        } catch (error) {
            if (!(error instanceof HostGone)) throw error;
            throw new Refused("InvalidInstanceId", `Instances [[${id}]] not in a valid state: ${error.message}`);
        }
    }
}

interface Script {
    readonly name: string;
    readonly commands: readonly string[];
    readonly workingDirectory?: string;
    readonly timeoutSeconds?: number;
}

/** https://docs.aws.amazon.com/systems-manager/latest/userguide/documents-schemas-features.html */
function scriptsOf({ resource }: Planned, given: Parameters): readonly Script[] {
    const name = text(resource, "name");
    const document = contentOf(text(resource, "content"));
    if (text(resource, "documentType") !== "Command" || document["schemaVersion"] !== "2.2")
        throw new NotRehearsed(`the document ${name}, which is no Command of schema 2.2`);
    const values = parametersOf(name, document["parameters"], given);
    return records(document["mainSteps"]).map((step) => {
        if (step["action"] !== "aws:runShellScript" || step["precondition"] !== undefined)
            throw new NotRehearsed(
                `the step ${String(step["name"])} of the document ${name}; aws:runShellScript is, without a precondition`,
            );
        const inputs = isRecord(step["inputs"]) ? step["inputs"] : {};
        const { runCommand, workingDirectory, timeoutSeconds } = inputs;
        return {
            name: String(step["name"]),
            commands: texts(runCommand).map((line) => filledIn(line, values)),
            workingDirectory: typeof workingDirectory === "string" ? workingDirectory : undefined,
            timeoutSeconds: timeoutSeconds === undefined ? undefined : Number(timeoutSeconds),
        };
    });
}

/** What is sent along, by its name; Systems Manager takes lists of texts. */
export type Parameters = Readonly<Record<string, readonly string[]>>;

/** https://docs.aws.amazon.com/systems-manager/latest/userguide/documents-syntax-data-elements-parameters.html */
function parametersOf(name: string, declared: unknown, given: Parameters): Readonly<Record<string, string>> {
    const known = isRecord(declared) ? declared : {};
    const refused = (words: string) => new Refused("InvalidParameters", words);
    const stranger = Object.keys(given).find((key) => !Object.hasOwn(known, key));
    if (stranger !== undefined) throw refused(`Parameter ${stranger} is not defined in the document`);
    return Object.fromEntries(
        Object.entries(known).map(([key, said]) => {
            const { type, allowedPattern, default: otherwise } = isRecord(said) ? said : {};
            if (type !== "String") throw new NotRehearsed(`the parameter ${key} of the document ${name}; a String is`);
            const value = given[key]?.[0] ?? otherwise;
            if (typeof value !== "string") throw refused(`Parameter ${key} is required`);
            if (typeof allowedPattern === "string" && !new RegExp(allowedPattern).test(value))
                throw refused(`Parameter ${key} does not match the pattern ${allowedPattern}`);
            return [key, value];
        }),
    );
}

/** Where a parameter is named, its text stands as it is. */
function filledIn(line: string, values: Readonly<Record<string, string>>): string {
    return line.replaceAll(/\{\{ *(\w+) *\}\}/g, (whole, key: string) => values[key] ?? whole);
}

function contentOf(content: string): Readonly<Record<string, unknown>> {
    try {
        const document = parsed(content) ?? readYaml(content).value;
        if (isRecord(document)) return document;
    } catch (error) {
        if (!(error instanceof UnreadableYaml)) throw error;
    }
    throw new Refused("InvalidDocumentContent", "The content for the document is not valid.");
}

function gone(error: unknown): CommandEnd {
    if (!(error instanceof HostGone)) throw error;
    return { status: "Failed", code: -1, out: "", err: error.message };
}

export function documentOf(account: LocalAccount, named: string): Planned {
    const found = account
        .created(TYPE.commandDocument)
        .find(({ resource }) => [text(resource, "name"), text(resource, "arn")].includes(named));
    if (found) return found;
    throw new Refused("InvalidDocument", `Document with name ${named} does not exist.`);
}
