// What a kind of part demands of its own settings, beyond their shape. A rule stands with its kind and knows no stack
// file: paths begin at the kind's own settings, and the stack's parser makes of a refusal the message and the line to type.
import { NAME_DIGITS } from "./environment-ref";

/** Place of one setting; a number counts in a list. */
export type SettingPath = readonly (string | number)[];

/** What a rule may know besides the settings it judges. */
export interface RuleContext<Settings> {
    /** Name of the line that these settings belong to. */
    readonly line: string;
    readonly project: string;
    /** Name of the stack. */
    readonly environment: string;
    readonly account: string;
    /** Absent while it is not set, or set to what is no region. */
    readonly region?: string;
    /** Safeguards that the stack does without, by name. */
    readonly loosen: readonly string[];
    /** Whether releases are made here, and not pulled from another environment. */
    readonly makes: boolean;
    /** Whether what the line is deployed to logs in to registries by a secret of Secrets Manager alone. */
    readonly pullsBySecret: boolean;
    /** What the lines before this one chose, as far as it is of the same kind: what two lines share, the later one is told. */
    readonly linesBefore: readonly { readonly line: string; readonly settings: Settings }[];
    /** Name of the file that the settings stand in, for advice in words. */
    readonly settingsFile: string;
    /** What a folder of the project contains, nothing where there is none; absent where the files cannot be looked at. */
    readonly filesIn?: (folder: string) => readonly string[] | undefined;
}

/** One setting that is of the right shape, and may not stand all the same. */
export interface Refusal {
    /** Where, below the kind's own settings; empty where it is the line's name. */
    readonly at: SettingPath;
    /** Completes the path to a sentence, where the value alone does not show what is wrong. @default - from the value */
    readonly is?: string;
    /** Everything that may stand there, or what has to be true. */
    readonly allowed: string;
    /** What to set. @default - the setting is taken out; a line is renamed */
    readonly instead?: string | number | boolean;
    /** Advice in words, where no value can be named. */
    readonly fix?: string;
    /** Further settings of the kind that were looked at: while they are wrong, this is not worth telling. */
    readonly also?: readonly SettingPath[];
    /** The same, of settings of the stack. */
    readonly alsoStack?: readonly SettingPath[];
}

/** One sentence that AWS, or the kind itself, demands; empty where it holds. */
export type SettingRule<Settings> = (settings: Settings, about: RuleContext<Settings>) => readonly Refusal[];

/** A physical name that a line's resources get, and how long AWS lets it be. */
export interface NameLimit {
    /** In words: `IAM role`. */
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

/** The bucket of releases, the longest of a stack's own names: https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
export const longestBucketName = ({
    project,
    environment,
    account,
}: Record<"project" | "environment" | "account", string>) => ({
    name: `${project}-${environment}-releases-${account}`,
    most: 63,
});

/** Refuses a line whose name, with the stack's, makes names longer than AWS takes. */
export const namesFit =
    (limits: readonly NameLimit[]): SettingRule<unknown> =>
    (_settings, about) =>
        tooLongNames(limits, about);

/** The same for names that every line has, whatever its kinds. */
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
