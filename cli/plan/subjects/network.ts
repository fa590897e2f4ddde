import { any, within, type Subject } from "./types";

/** The network of an environment. */
export const network: Subject = {
    shared: {
        "awsx:ec2:Vpc": "the network all lines of this environment live in",
        "aws:ec2/vpcEndpoint:VpcEndpoint": "reaches an AWS service without leaving the network",
    },
    drawn: ["awsx:ec2:Vpc"],
};

const ofBalancer = within("LoadBalancer");

/** A line's own way in, for those who use it. */
export const balancer: Subject = {
    isMine: (resource) => resource.type.startsWith("aws:lb/") || ofBalancer(resource),
    reasons: {
        "aws:lb/loadBalancer:LoadBalancer": [[any, "takes requests from outside and spreads them over the tasks"]],
        "aws:lb/listener:Listener": [
            [/test$/, "lets a release be tried before it gets traffic"],
            [/to-https$/, "sends plain HTTP on to HTTPS"],
            [any, "takes the requests of users"],
        ],
        "aws:lb/listenerRule:ListenerRule": [
            [/test$/, "shares out the requests that try a release"],
            [any, "shares out the requests of users; traffic moves by its shares"],
        ],
        "aws:lb/targetGroup:TargetGroup": [
            [
                /(blue|green)$/,
                ([, colour]) => `the ${colour ?? ""} set of tasks; traffic moves from one colour to the other`,
            ],
        ],
        "aws:acm/certificate:Certificate": [[any, "proves to browsers that the domain is this line's"]],
        "aws:acm/certificateValidation:CertificateValidation": [[any, "waits until ACM has issued the certificate"]],
        "aws:route53/record:Record": [
            [/proves-domain$/, "proves to ACM that the domain is this account's; by it the certificate is renewed"],
            [any, "leads the domain to the load balancer"],
        ],
        "aws:ec2/securityGroup:SecurityGroup": [[any, "who may reach the load balancer"]],
        "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": [
            [/from-test/, "lets those in who may try a release before it gets traffic"],
            [any, "lets users reach the load balancer"],
        ],
    },
    drawn: ["aws:lb/loadBalancer:LoadBalancer"],
};
