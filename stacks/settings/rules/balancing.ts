// What the load balancer that lines share demands: what one of a line's own does, said once for all of them.
import type { Shares } from "../../../components/kind";
import type { RuleContext, SettingRule } from "../../../components/setting-rules";
import { isInZone } from "../../../components/shared/domain";
import { isExact } from "../../../components/shared/listener-rule";
import { saysSomething, type SharedBalancerSettings } from "../../../components/shared/shared-balancer";
import {
    certificateIsTheStacksOwn,
    plainHttpIsLoosenedByName,
    rangesAreNetworks,
} from "../../../components/shared/ingress-rules";
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
function sharers({ services }: Drafted, { kinds }: About): readonly (Shares & { readonly line: string })[] {
    return Object.entries(services).flatMap(([line, { deploy }]) => {
        const shares = kindOf("deploy", deploy, kinds)?.shares?.(deploy as never);
        return shares ? [{ line, ...shares }] : [];
    });
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

/** A certificate that is made for a domain is for that domain alone; browsers refuse it of any other. */
export const hostsHaveCertificates: Rule = (settings, about) => {
    const { certificateArn, domain } = settings.loadBalancer;
    if (certificateArn !== undefined || !isInZone(domain)) return [];
    return sharers(settings, about)
        .filter(({ host, certified }) => host !== undefined && host !== domain.name && !certified)
        .map(({ line, host }) => {
            const path = ["services", line, "deploy"];
            const below = path.join(".");
            // A domain has no *, and so no record and no certificate is made for such a host.
            const fix = isExact(host ?? "")
                ? `write domain: { name: ${host ?? ""}, zoneId: ${domain.zoneId} } below ${below}, which brings its certificate and its record`
                : `write the certificateArn of one for ${host ?? ""} below ${below}`;
            return problemOf(
                {
                    at: ["shares", "host"],
                    is: `is ${host ?? ""}, and the certificate that is made for the load balancer is of ${domain.name} alone`,
                    allowed: `a domain in a zone or a certificateArn of the line's own, or loadBalancer.certificateArn of one for ${host ?? ""} as well`,
                    fix,
                    also: [["domain"], ["certificateArn"]],
                    alsoStack: [[NAME]],
                },
                { path, settings: settings.services[line]?.deploy as object },
                about,
            );
        });
};

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
