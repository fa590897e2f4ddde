// The engine `ecs`: one script starts a deployment of ECS's own, waits for its end and checks the result.
import { approvalOf } from "../rollout";
import { makeColours } from "./colours";
import type { Engine } from "./engine";
import { NativeRollout } from "./native-rollout";
import { confirmed, continues, listsDeployments, prepared, readsDeployments, rollOutStep } from "./native-steps";
import { makeRuledTraffic } from "./native-traffic";

export const native: Engine = {
    begin(line, { how, balancer, share, network, healthPath, alarms }, context, opts) {
        const colours = makeColours(line, { network, healthPath, retention: context.retention }, opts);
        const traffic = makeRuledTraffic(line, { balancer, colours, share }, opts);
        const rollout = new NativeRollout(line, { how, balancer, share, alarms, traffic }, context, opts);
        const { roleArn } = rollout;
        return {
            shape: rollout.shape(),
            colours,
            complete: (service) => ({
                prepare: prepared({ service, how }),
                rollOut: rollOutStep({ service, how, roleArn }, context),
                ...confirmed({ service, how }, context),
                verify: { scripts: ["ecs-service"], env: {}, allow: [] },
                see: [listsDeployments(service), ...readsDeployments(service)],
                bypass: approvalOf(how) ? [continues(service)] : [],
                before: [],
            }),
        };
    },
};
