// How the parts of a line agree with each other, and what each one's kind demands of its settings.
import type { Refusal, RuleContext, SettingPath, SettingRule } from "../../../components/setting-rules";
import { asWritten, isModel, leastMaker } from "../models";
import { valueAt } from "../mistakes/outline";
import {
    buildsFor,
    type Chosen,
    filesTakenBy,
    type Kind,
    kindOf,
    type Parts,
    partsOf,
    type PartName,
    partNames,
    readsSource,
    takenBy,
} from "../parts";
import { setting } from "../mistakes/fix";
import { settingsFile } from "../mistakes/place";
import type { Drafted } from "../schema";
import { type About, type Judged, problemOf, refusing, type Rule } from "./rule";

/** A line that names no build, or no source, gets one that needs no settings; there may be none. */
export const lineIsMade = refusing(({ services, promotesFrom }, about) =>
    promotesFrom !== undefined
        ? []
        : Object.entries(services).flatMap(([line, written]) => {
              const { kinds } = about;
              const { source, build } = partsOf(written, true, kinds);
              if (!build && isModel(line, about)) return [isNotMade(line, about)];
              if (!build) return [choice(["services", line, "build", "kind"], buildsFor(written.deploy, kinds))];
              const needsSource = kindOf("build", build, kinds)?.needsSource;
              return needsSource && !source ? [choice(["services", line, "source", "kind"], kinds.sources)] : [];
          }),
);

/** What makes a model has settings that nothing can guess: what is good enough, for one. */
function isNotMade(line: string, about: About): Refusal {
    return {
        at: ["services", line, "build"],
        allowed: "what makes the model, in the environment where it is made",
        fix: `in ${settingsFile(about)}, write ${leastMaker(about.kinds)}`,
    };
}

/** What a kind could be set to, where the program knows a kind that fits. */
function choice(at: SettingPath, fitting: readonly Kind[]): Refusal {
    const names = fitting.map(({ kind }) => kind);
    return names.length > 0
        ? { at, allowed: `one of ${names.join(", ")}`, instead: names[0] }
        : { at, allowed: "no kind that is known fits this line", fix: "deploy it to a target of another kind" };
}

/**
 * A build on the machine that runs `pulumi up` takes its folder, not a repository's commit; a source beside it would
 * start nothing.
 */
export const sourceIsRead = refusing(({ services, promotesFrom }, { kinds }) =>
    promotesFrom !== undefined
        ? []
        : Object.entries(services)
              .filter(([, { source, build }]) => source && build && !readsSource(build, kinds))
              .map(([line, { build, deploy }]) => ({
                  at: ["services", line, "source"],
                  is: `is set, but build kind ${build?.kind} reads no source`,
                  allowed: `a source with build kind ${buildsFor(deploy, kinds)
                      .filter(({ needsSource, takesSource }) => needsSource || takesSource)
                      .map(({ kind }) => kind)
                      .join(" or ")}`,
                  alsoStack: [["services", line, "build"]],
              })),
);

/** Files that a target takes come out of a source; a source beside an image that others push is there for them alone. */
export const filesComeFromASource = refusing(({ services, promotesFrom }, { kinds }) =>
    promotesFrom !== undefined
        ? []
        : Object.entries(services).flatMap(([line, written]) => {
              const { source, build, deploy } = partsOf(written, true, kinds);
              const files = filesTakenBy(deploy, kinds);
              const takesSource = build && kindOf("build", build, kinds)?.takesSource;
              if (files.length > 0 && !source && !written.source)
                  return [
                      {
                          at: ["services", line, "source"],
                          is: `is not set, and deploy takes ${files.join(" and ")} of a repository`,
                          allowed: "a source with the files, and a build that reads one or lets one stand beside it",
                          fix: "set source of the line",
                          alsoStack: [["services", line, "deploy"]],
                      },
                  ];
              return files.length === 0 && takesSource && source
                  ? [
                        {
                            at: ["services", line, "source"],
                            is: `is set, and nothing reads it: with build kind ${build.kind} it brings files of the repository alone`,
                            allowed: "a source whose files deploy takes",
                            alsoStack: [["services", line, "deploy"]],
                        },
                    ]
                  : [];
          }),
);

/** A service that runs images cannot start a bundle: it would fail in the last stage instead of here. */
export const targetGetsWhatTheBuildMakes = refusing(({ services }, { kinds }) =>
    Object.entries(services).flatMap(([line, { build, deploy }]) => {
        const made = build && kindOf("build", build, kinds)?.carries?.kind;
        const taken = takenBy(deploy, kinds)?.kind;
        if (made === undefined || taken === undefined || made === taken) return [];
        return [
            {
                ...choice(["services", line, "build", "kind"], buildsFor(deploy, kinds)),
                is: `is ${build?.kind}, whose result is of kind ${made}; ${deploy.kind} takes kind ${taken}`,
                alsoStack: [["services", line, "deploy", "kind"]],
            },
        ];
    }),
);

/** Only what lies in a registry can choose one; another line's would be made and never used. */
export const registryHoldsWhatIsCarried = refusing(({ services }, { kinds }) =>
    Object.entries(services).flatMap(([line, { registry, deploy }]) => {
        const taken = takenBy(deploy, kinds);
        if (!registry || !taken || taken.liesInRegistry) return [];
        return [
            {
                at: ["services", line, "registry"],
                is: `is set, but a ${taken.kind} lies in no registry`,
                allowed: "a registry where images are carried",
                alsoStack: [["services", line, "deploy"]],
            },
        ];
    }),
);

/** A build that pushes by `up` knows how to log in to one kind of registry: its push would be refused there. */
export const registryTakesWhatTheBuildPushes = refusing(({ services, promotesFrom }, { kinds }) =>
    Object.entries(services).flatMap(([line, written]) => {
        const { build, registry } = partsOf(written, promotesFrom === undefined, kinds);
        const wanted = build && kindOf("build", build, kinds)?.pushesTo?.kind;
        if (wanted === undefined || registry === undefined || registry.kind === wanted) return [];
        return [
            {
                ...choice(
                    ["services", line, "build", "kind"],
                    buildsFor(written.deploy, kinds).filter(({ pushesTo }) => pushesTo === undefined),
                ),
                is: `is ${build?.kind}, which pushes to ${wanted} alone, and the registry is ${registry.kind}`,
                alsoStack: [["services", line, "registry"]],
            },
        ];
    }),
);

/** What a repository's own buildspec does with a change that nobody has merged, it alone knows. */
export const changesCanBeTested = refusing(({ services, promotesFrom }, { kinds }) =>
    Object.entries(services).flatMap(([line, written]) => {
        const { source, build } = partsOf(written, promotesFrom === undefined, kinds);
        const asks = source && kindOf("source", source, kinds)?.checks?.(source as never);
        if (!asks || !build || kindOf("build", build, kinds)?.testsAlone?.(build as never)) return [];
        return [
            {
                at: ["services", line, "source", "pullRequests"],
                allowed: "false, or a build whose tests can run alone: one without a buildspec of its own",
                instead: false,
                alsoStack: [["services", line, "build"]],
            },
        ];
    }),
);

/** Judges every part of every line by the rules of its own kind. */
export const kindsOwnRules: Rule = (settings, about) => {
    const lines = Object.entries(settings.services).map(([line, written]) => ({
        line,
        parts: partsOf(written, settings.promotesFrom === undefined, about.kinds),
    }));
    return lines.flatMap(({ line, parts }, index) =>
        partNames.flatMap((part) => {
            const chosen = parts[part];
            const rules = chosen ? (kindOf(part, chosen, about.kinds)?.rules ?? []) : [];
            if (!chosen || rules.length === 0) return [];
            const context = contextOf(line, parts, sameKind(part, chosen, lines.slice(0, index)), settings, about);
            const judged = judgedAt(["services", line, part], line, chosen, about);
            return rules
                .flatMap((rule) => (rule as SettingRule<unknown>)(chosen, context))
                .map((refusal) => problemOf(refusal, judged, about));
        }),
    );
};

const sameKind = (
    part: PartName,
    { kind }: Chosen,
    lines: readonly { line: string; parts: Parts }[],
): RuleContext<unknown>["linesBefore"] =>
    lines.flatMap(({ line, parts }) => (parts[part]?.kind === kind ? [{ line, settings: parts[part] }] : []));

function contextOf(
    line: string,
    { deploy }: Parts,
    linesBefore: RuleContext<unknown>["linesBefore"],
    { account, loosen, loadBalancer, promotesFrom }: Drafted,
    about: About,
): RuleContext<unknown> {
    const { project, environment, region, filesIn } = about;
    return {
        line,
        project,
        environment,
        account,
        loosen,
        loadBalancer,
        makes: promotesFrom === undefined,
        pullsBySecret: kindOf("deploy", deploy, about.kinds)?.pullsBySecret ?? false,
        linesBefore,
        settingsFile: settingsFile(about),
        ...(region !== undefined ? { region } : {}),
        ...(filesIn ? { filesIn } : {}),
    };
}

/** A part that a line has by default is not written down, and no setting below it can be set without its kind. */
function judgedAt(path: string[], line: string, settings: Chosen, about: About): Judged {
    const place = asWritten(path, about);
    const isWritten = valueAt(about.document, place) !== undefined;
    const first = isWritten ? [] : [setting(about.project, [...place, "kind"], settings.kind)];
    return { path, settings, line, first };
}
