// What the load balancer that lines share demands: what one of a line's own does, said once for all of them.
import type { RuleContext, SettingRule } from "../../../components/setting-rules";
import { saysSomething, type SharedBalancerSettings } from "../../../components/shared/shared-balancer";
import {
    certificateIsTheStacksOwn,
    plainHttpIsLoosenedByName,
    rangesAreNetworks,
} from "../../../components/targets/door-rules";
import { settingsFile } from "../mistakes/place";
import { kindOf } from "../parts";
import type { Drafted } from "../schema";
import { type About, problemOf, type Rule } from "./rule";

const NAME = "loadBalancer";
const RULES: readonly SettingRule<SharedBalancerSettings>[] = [
    certificateIsTheStacksOwn,
    plainHttpIsLoosenedByName,
    rangesAreNetworks("testTrafficFrom"),
];

/** Lines that stand behind it. */
function sharers({ services }: Drafted, { kinds }: About): readonly string[] {
    return Object.entries(services)
        .filter(([, { deploy }]) => kindOf("deploy", deploy, kinds)?.shares?.(deploy as never) ?? false)
        .map(([line]) => line);
}

/** Each page stands with its rule: what holds for a load balancer of a line's own holds here. */
export const sharedBalancerIsFit: Rule = (settings, about) => {
    if (sharers(settings, about).length === 0) return [];
    const { loadBalancer } = settings;
    const context = contextOf(settings, about);
    return RULES.flatMap((rule) => rule(loadBalancer, context)).map((refusal) =>
        problemOf(refusal, { path: [NAME], settings: loadBalancer }, about),
    );
};

/** It is made for lines, and costs by the hour; of one that none shares nothing would be made. */
export const balancerIsShared: Rule = (settings, about) =>
    !saysSomething(settings.loadBalancer) || sharers(settings, about).length > 0
        ? []
        : [
              problemOf(
                  {
                      at: [NAME],
                      is: "is set, and no line shares it",
                      allowed: "the load balancer of lines whose deploy says shares",
                      alsoStack: [["services"]],
                  },
                  { path: [], settings },
                  about,
              ),
          ];

function contextOf({ account, loosen, promotesFrom }: Drafted, about: About): RuleContext<SharedBalancerSettings> {
    const { project, environment, region } = about;
    return {
        line: NAME,
        ...{ project, environment, account, loosen },
        ...(region === undefined ? {} : { region }),
        makes: promotesFrom === undefined,
        pullsBySecret: false,
        linesBefore: [],
        settingsFile: settingsFile(about),
    };
}
