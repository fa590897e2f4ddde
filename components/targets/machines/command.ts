import type * as pulumi from "@pulumi/pulumi";

import type { EnvironmentContext } from "../../context";
import { arnIn } from "../../environment-ref";
import type { Statement } from "../../shell";
import { tagsOf } from "./template";

/** What Systems Manager runs on a machine, as one script. */
export interface CommandArgs {
    readonly description: string;
    readonly name: string;
    /** What the script reads, in plain text. */
    readonly values: Readonly<Record<string, string>>;
    readonly script: string;
    readonly timeoutSeconds: number;
    /** What may be sent along, each as narrow as it can be: its text is put into the script as it stands. */
    readonly parameters?: Readonly<Record<string, { readonly description: string; readonly allowedPattern: string }>>;
}

/**
 * Renders a document for Run Command. Whoever may send it can do what it does and nothing else.
 * https://docs.aws.amazon.com/systems-manager/latest/userguide/documents-command-ssm-plugin-reference.html#aws-runShellScript
 */
export function renderCommand({ description, name, values, script, timeoutSeconds, parameters }: CommandArgs): string {
    const said = Object.entries(parameters ?? {}).map(([key, value]) => [key, { type: "String", ...value }]);
    return JSON.stringify({
        schemaVersion: "2.2",
        description,
        ...(parameters ? { parameters: Object.fromEntries(said) as object } : {}),
        mainSteps: [
            {
                action: "aws:runShellScript",
                name,
                inputs: {
                    timeoutSeconds: String(timeoutSeconds),
                    runCommand: [
                        ...Object.entries(values).map(([key, value]) => `${key}='${value}'`),
                        ...script.trimEnd().split("\n"),
                    ],
                },
            },
        ],
    });
}

/**
 * What a job needs that has machines of a line, and no others, run this document, and reads what they say.
 * https://docs.aws.amazon.com/systems-manager/latest/userguide/run-command-setting-up.html
 */
export function sendsCommands(
    line: string,
    documentArn: pulumi.Output<string>,
    context: EnvironmentContext,
): readonly Statement[] {
    return [
        { actions: ["ssm:SendCommand"], on: [documentArn] },
        {
            actions: ["ssm:SendCommand"],
            on: [arnIn(context, "ec2", "instance/*")],
            when: {
                StringEquals: Object.fromEntries(
                    Object.entries(tagsOf(line, context)).map(([key, value]) => [`ssm:resourceTag/${key}`, value]),
                ),
            },
        },
        {
            actions: ["ssm:ListCommandInvocations"],
            on: "*",
            because: "Systems Manager knows no resource for the answers to a command",
        },
    ];
}
