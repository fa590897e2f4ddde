import type { Plan, PlannedResource } from "../../../plan/document";
import { ancestors, at, label, list, ofType, statements } from "../reading";
import type { Invariant } from "./invariant";

const WORLD = ["0.0.0.0/0", "::/0"];

/**
 * Production's port, and port 80 where it only points to HTTPS; where machines are reached without a load balancer, the one
 * port that the line names. Each opens to the ranges that its line names, the test door as well.
 */
export const invariant: Invariant = (plan) => [
    ...ofType(plan, "aws:ec2/securityGroup:SecurityGroup")
        .filter(({ inputs }) => inputs["ingress"] !== undefined || inputs["egress"] !== undefined)
        .map((group) => `${label(group)} has rules of its own, which take the separate ones away at every update`),
    ...ofType(plan, "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule").flatMap((rule) =>
        admitted(plan, rule),
    ),
    ...plan.resources
        .filter(({ inputs }) =>
            statements(inputs["policy"]).some((one) => one.Effect === "Allow" && isAnybody(one.Principal)),
        )
        .map((resource) => `${label(resource)} allows everybody`),
];

function admitted(plan: Plan, rule: PlannedResource): string[] {
    const { cidrIpv4, cidrIpv6, fromPort, toPort, referencedSecurityGroupId, prefixListId } = rule.inputs;
    const from = cidrIpv4 ?? cidrIpv6;
    if (from === undefined) {
        return (referencedSecurityGroupId ?? prefixListId) ? [] : [`${label(rule)} does not say whom it admits`];
    }
    const line = ancestors(plan, rule).find(({ type }) => type === "fairlead:index:ServiceLine");
    const listeners = ofType(plan, "aws:lb/listener:Listener").filter((listener) =>
        ancestors(plan, listener).some((ancestor) => ancestor === line),
    );
    const open = listeners
        .filter((listener) => listener.name === `${line?.name}-production` || onlyRedirects(listener))
        .map(({ inputs }) => inputs["port"]);
    const deploy = at(line?.inputs, "settings", "deploy");
    const admitted = list(at(deploy, "reachableFrom"));
    if (admitted.length > 0 && listeners.length === 0) open.push(at(deploy, "port"));
    const isOutside =
        listeners.length === 0 || ancestors(plan, rule).some(({ type }) => type === "fairlead:index:LoadBalancer");
    const isDoor = isOutside && fromPort === toPort && open.includes(fromPort ?? null);
    if (isDoor && admitted.includes(from)) return [];
    if (WORLD.includes(String(from))) {
        return isDoor && admitted.length === 0
            ? []
            : [`${label(rule)} opens ports ${String(fromPort)} to ${String(toPort)} to the world`];
    }
    const test = listeners.find(({ name }) => name === `${line?.name}-test`)?.inputs["port"];
    const named = list(at(line?.inputs, "settings", "deploy", "testTrafficFrom"));
    return fromPort === test && toPort === test && named.includes(from)
        ? []
        : [
              `${label(rule)} admits ${String(from)} to ports ${String(fromPort)} to ${String(toPort)}; no setting names it`,
          ];
}

function onlyRedirects(listener: PlannedResource): boolean {
    return list(listener.inputs["defaultActions"]).every((action) => at(action, "type") === "redirect");
}

function isAnybody(principal: unknown): boolean {
    return principal === "*" || (principal instanceof Object && "AWS" in principal && principal.AWS === "*");
}
