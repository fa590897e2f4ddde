// Systems Manager's API, as far as jobs ask it.
import { arnIn } from "../../plan/arn";
import type { JsonObject } from "../../plan/document";
import { Refused, type Service } from "../account/gateway";
import { asJson } from "../engine/journal";
import { Fleet } from "./fleet";
import { Commands, documentOf, type Invocation, type Parameters } from "./run-command";

/** Longer output goes to S3, or nowhere. https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_CommandPlugin.html */
const LONGEST_OUTPUT = 2500;
/** https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetCommandInvocation.html */
const LONGEST_CONTENT = 24_000;

/** https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_SendCommand.html */
const send: Service = ({ by, action, input }, account) => {
    const {
        DocumentName: name,
        InstanceIds: instances,
        Parameters: given,
    } = input as {
        readonly DocumentName: string;
        readonly Parameters?: Parameters;
        readonly InstanceIds: readonly string[];
    };
    if (instances.length === 0 || instances.length > 50)
        throw new Refused("ValidationException", "InstanceIds must have length between 1 and 50");
    const document = documentOf(account, name);
    // Whoever sends needs leave for the document, and for every instance.
    // https://docs.aws.amazon.com/systems-manager/latest/userguide/run-command-setting-up.html
    for (const instance of instances) {
        const tags = Object.entries(account.part(Fleet).tagsOf(instance));
        const context = Object.fromEntries(tags.map(([key, value]) => [`ssm:resourceTag/${key}`, value]));
        account.gateway.ask({ by, action, on: arnIn(document.plan, "ec2", `instance/${instance}`), context });
    }
    const id = account.part(Commands).send(document, instances, given);
    return {
        Command: {
            CommandId: id,
            DocumentName: name,
            InstanceIds: [...instances],
            Status: "Pending",
            TargetCount: instances.length,
        },
    };
};

/** https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_ListCommandInvocations.html */
const list: Service = ({ input }, account) => {
    const {
        CommandId: id,
        InstanceId: instance,
        Details: details,
    } = input as {
        readonly CommandId: string;
        readonly InstanceId?: string;
        readonly Details?: boolean;
    };
    const found = account.part(Commands).of(id);
    return {
        CommandInvocations: found
            .filter((each) => instance === undefined || each.instance === instance)
            .map((each) => ({ ...shown(each), CommandPlugins: details === true ? [pluginOf(each)] : [] })),
    };
};

function shown({ command, instance, document, status }: Invocation): JsonObject {
    return { CommandId: command, InstanceId: instance, DocumentName: document, Status: status, StatusDetails: status };
}

function pluginOf({ plugin, status, code, out, err }: Invocation): JsonObject {
    const output = err === "" ? out : `${out}\n----------ERROR-------\n${err}`;
    return {
        Name: plugin,
        Status: status,
        StatusDetails: status,
        ResponseCode: code,
        Output: output.slice(0, LONGEST_OUTPUT),
    };
}

/** https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetCommandInvocation.html */
const get: Service = ({ input }, account) => {
    const { CommandId: id, InstanceId: instance } = input as {
        readonly CommandId: string;
        readonly InstanceId: string;
    };
    const found = account
        .part(Commands)
        .of(id)
        .find((each) => each.instance === instance);
    if (!found) throw new Refused("InvocationDoesNotExist", "");
    const { plugin, code, out, err } = found;
    return asJson({
        ...shown(found),
        PluginName: plugin,
        ResponseCode: code,
        StandardOutputContent: out.slice(0, LONGEST_CONTENT),
        StandardErrorContent: err.slice(0, LONGEST_CONTENT),
    });
};

export const runCommandServices: ReadonlyMap<string, Service> = new Map([
    ["ssm:SendCommand", send],
    ["ssm:ListCommandInvocations", list],
    ["ssm:GetCommandInvocation", get],
]);
