// What the rules about an application know of a line's settings; each kind of build and target knows some of it.
import { existsSync, readFileSync } from "node:fs";
import { isNode } from "yaml";

import { type LineSettings, settingsOf } from "../../plan/lines";
import type { Plan } from "../../plan/plans";
import { readYaml, type YamlRead } from "../../text/yaml";

export interface CheckedLine extends LineSettings {
    readonly source?: Source;
    readonly build?: Build;
    readonly deploy: Deploy;
}

interface Source extends NonNullable<LineSettings["source"]> {
    /** Where in the repository the line's files are. */
    readonly folder?: string;
    /** Where here its files lie, relative to the project. */
    readonly clone?: string;
}

interface Build extends NonNullable<LineSettings["build"]> {
    readonly context?: string;
    readonly dockerfile?: string;
    readonly testStage?: string;
    readonly checks?: readonly { readonly stage?: string }[];
    readonly buildspec?: string;
    readonly files?: string;
    readonly test?: string;
    readonly package?: string;
}

interface Deploy extends NonNullable<LineSettings["deploy"]> {
    readonly port?: number;
    readonly containerPort?: number;
    readonly healthPath?: string;
    readonly environment?: Readonly<Record<string, string>>;
    readonly start?: string;
    readonly architecture?: string;
}

export function linesOf(plan: Plan): readonly CheckedLine[] {
    return settingsOf(plan);
}

/** The stack's own file, to name the line that says something. */
export class SettingsFile {
    private readonly file: YamlRead;

    constructor(
        private readonly shown: string,
        path: string,
        private readonly project: string,
    ) {
        const text = existsSync(path) ? readFileSync(path, "utf8") : "";
        this.file = readYaml(text);
    }

    /** What it says of the project itself; nothing where that is a default. */
    public value(...path: readonly [setting: string, ...of: string[]]): unknown {
        const [setting, ...of] = path;
        return this.file.document.getIn(["config", `${this.project}:${setting}`, ...of]);
    }

    /** A setting as the file has it, as plain values. */
    public values(setting: string): unknown {
        const { config } = (this.file.value ?? {}) as { config?: Record<string, unknown> };
        return config?.[`${this.project}:${setting}`];
    }

    public lineOf(setting: string): number | undefined {
        const node = this.file.document.getIn(["config", `${this.project}:${setting}`], true);
        const offset = isNode(node) ? node.range?.[0] : undefined;
        return offset === undefined ? undefined : this.file.lineAt(offset);
    }

    /** `Pulumi.staging.yaml:14`; the file alone where the setting is a default. */
    public at(line: string, ...path: readonly string[]): string {
        const { document, lineAt } = this.file;
        const node = document.getIn(["config", `${this.project}:services`, line, ...path], true);
        const offset = isNode(node) ? node.range?.[0] : undefined;
        return offset === undefined ? `${this.shown} (by default)` : `${this.shown}:${lineAt(offset)}`;
    }
}
