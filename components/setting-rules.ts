// Rules for a kind's settings, beyond their shape. A rule is written beside its kind and does not know the stack file: paths
// begin at the kind's own settings. The stack's parser turns a refusal into the error message and the line that fixes it.
import { NAME_DIGITS } from "./environment-ref";
import type { SharedBalancerSettings } from "./shared/shared-balancer";

/** The path of one setting; a number is an index in a list. */
export type SettingPath = readonly (string | number)[];

/** What a rule may read besides the settings it judges. */
export interface RuleContext<Settings> {
    /** Name of the line that these settings belong to. */
    readonly line: string;
    readonly project: string;
    /** Name of the stack. */
    readonly environment: string;
    readonly account: string;
    /** Undefined if it is not set, or is no region. */
    readonly region?: string;
    /** Safeguards that the stack does without, by name. */
    readonly loosen: readonly string[];
    /** The stack's settings of the shared load balancer; undefined while these are judged themselves. */
    readonly loadBalancer?: Pick<SharedBalancerSettings, "certificateArn" | "domain">;
    /** Whether releases are made here, not pulled from another environment. */
    readonly makes: boolean;
    /** Whether the line's target can log in to a registry only with a secret of Secrets Manager. */
    readonly pullsBySecret: boolean;
    /** Settings of earlier lines of the same kind: if two lines collide, the later one is refused. */
    readonly linesBefore: readonly { readonly line: string; readonly settings: Settings }[];
    /** Name of the file that the settings stand in, for advice in words. */
    readonly settingsFile: string;
    /** The names in a folder of the project, undefined if there is none. @default - files cannot be looked at */
    readonly filesIn?: (folder: string) => readonly string[] | undefined;
}

/** The refusal of a setting that has the right shape. */
export interface Refusal {
    /** Its path below the kind's settings; empty for the line's name. */
    readonly at: SettingPath;
    /** Completes a sentence that begins with the path. @default - says the value */
    readonly is?: string;
    /** What is allowed there, or what has to be true. */
    readonly allowed: string;
    /** The setting whose change fixes it; of this line, unless another is named. @default - `at` */
    readonly change?: { readonly line?: string; readonly at: SettingPath };
    /** The value to set. @default - the setting is removed; a line is renamed */
    readonly instead?: string | number | boolean;
    /** Advice in words, if there is no value to set. */
    readonly fix?: string;
    /** Other settings of the kind that the rule reads. While those are wrong, this refusal is left out. */
    readonly also?: readonly SettingPath[];
    /** The same for settings of the stack. */
    readonly alsoStack?: readonly SettingPath[];
}

/** One rule of AWS or of the kind; returns no refusal if it holds. */
export type SettingRule<Settings> = (settings: Settings, about: RuleContext<Settings>) => readonly Refusal[];

/** A physical name of one of a line's resources, and its maximum length. */
export interface NameLimit {
    /** What it names: `IAM role`. */
    readonly what: string;
    readonly name: (about: Pick<RuleContext<unknown>, "line" | "project" | "environment">) => string;
    /** Characters that autonaming adds. @default 0 */
    readonly ending?: number;
    readonly most: number;
}

/** Autonaming's `-` and digits. */
export const NAME_ENDING = 1 + NAME_DIGITS;
/** The `-` and five of the pattern for target groups and load balancers. */
export const SHORT_NAME_ENDING = 1 + 5;

/** The bucket of releases has the longest of a stack's own names: https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
export const longestBucketName = ({
    project,
    environment,
    account,
}: Record<"project" | "environment" | "account", string>) => ({
    name: `${project}-${environment}-releases-${account}`,
    most: 63,
});

/** Refuses a line whose name, with the stack's, makes names longer than AWS allows. */
export const namesFit =
    (limits: readonly NameLimit[]): SettingRule<unknown> =>
    (_settings, about) =>
        tooLongNames(limits, about);

/** The same for the names that every line has, whatever its kinds. */
export function tooLongNames(
    limits: readonly NameLimit[],
    about: Pick<RuleContext<unknown>, "line" | "project" | "environment" | "settingsFile">,
): Refusal[] {
    return limits.flatMap(({ what, name: nameOf, ending = 0, most }) => {
        const name = nameOf(about);
        const length = name.length + ending;
        if (length <= most) return [];
        return [
            {
                at: [],
                is: `makes the ${what} ${name}${ending > 0 ? "-…" : ""} ${length} characters long`,
                allowed: `AWS allows ${most}: shorten the line's name or the stack's by ${length - most}`,
                fix: `rename ${about.line} in ${about.settingsFile}, or the stack: pulumi stack rename`,
            },
        ];
    });
}
