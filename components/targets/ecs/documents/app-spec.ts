import { CONTAINER } from "./task-definition";

export interface AppSpecSettings {
    /** Where traffic comes to. @default - there is none */
    readonly port?: number;
    readonly subnets: readonly string[];
    readonly securityGroup: string;
    readonly publicAddress: boolean;
}

/**
 * Renders the appspec. It carries the network although the service has one: a new deployment is the only way by which
 * a service under CodeDeploy can be given another.
 */
export function renderAppSpec({ port, subnets, securityGroup, publicAddress }: AppSpecSettings): object {
    return {
        version: "0.0", // as a number it would be written 0, and AWS asks for this text
        Resources: [
            {
                TargetService: {
                    Type: "AWS::ECS::Service",
                    Properties: {
                        TaskDefinition: "<TASK_DEFINITION>",
                        ...(port === undefined
                            ? {}
                            : { LoadBalancerInfo: { ContainerName: CONTAINER, ContainerPort: port } }),
                        PlatformVersion: "LATEST",
                        NetworkConfiguration: {
                            AwsvpcConfiguration: {
                                Subnets: [...subnets].sort(),
                                SecurityGroups: [securityGroup],
                                AssignPublicIp: publicAddress ? "ENABLED" : "DISABLED",
                            },
                        },
                    },
                },
            },
        ],
    };
}
