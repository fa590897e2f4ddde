// Every rule about a configuration whose shape is right, by subject; each says the page or the reason it comes from.
// `takeSecretsOut` is not among them: it has to look before the shape is judged.
import {
    accountIsKnownOnce,
    addressRangeHoldsTheSubnets,
    boundaryIsOfTheAccount,
    connectionIsOfTheRegion,
    networkIsNewOrExisting,
} from "./surroundings";
import { balancerIsShared, hostsHaveCertificates, sharedBalancerIsFit } from "./balancing";
import { domainsAreOneLines, familiesAreOneLines, modelsAreNoServices, namesAreOnesOwn, namesFitAws } from "./names";
import {
    administratorsAreLoosenedByName,
    approvedLinesAsk,
    groupHoldsAPolicyALine,
    membersAreOfTheirKind,
    nobodyIsDeniedBothWays,
    nobodyIsToldTwice,
    recipientsOwnRules,
    whatAWorkflowSaysIsBelievedByName,
} from "./people";
import {
    changesCanBeTested,
    filesComeFromASource,
    kindsOwnRules,
    lineIsMade,
    registryHoldsWhatIsCarried,
    registryTakesWhatTheBuildPushes,
    sourceIsRead,
    targetGetsWhatTheBuildMakes,
} from "./parts";
import { everySecretIsNamed, namedSecretsExist, variablesHoldNoSecrets } from "./secrets";
import { registryStandsWhatTheBuildAsks } from "./registries";
import {
    oneWorkflowMakesAndShips,
    onlyTheFirstEnvironmentMakes,
    promotionLeadsElsewhere,
    promotionLeadsSomewhere,
    promotionStaysInOneAccount,
    promotionStaysInOneRegion,
    shipsAsGithubAllows,
} from "./promotion";
import { linesOf } from "../models";
import type { Rule } from "./rule";

const ofLines: readonly Rule[] = [
    networkIsNewOrExisting,
    addressRangeHoldsTheSubnets,
    balancerIsShared,
    sharedBalancerIsFit,
    hostsHaveCertificates,
    promotionLeadsElsewhere,
    promotionLeadsSomewhere,
    promotionStaysInOneAccount,
    promotionStaysInOneRegion,
    onlyTheFirstEnvironmentMakes,
    connectionIsOfTheRegion,
    namesFitAws,
    namesAreOnesOwn,
    domainsAreOneLines,
    familiesAreOneLines,
    lineIsMade,
    sourceIsRead,
    changesCanBeTested,
    filesComeFromASource,
    targetGetsWhatTheBuildMakes,
    registryHoldsWhatIsCarried,
    registryTakesWhatTheBuildPushes,
    registryStandsWhatTheBuildAsks,
    kindsOwnRules,
    variablesHoldNoSecrets,
    oneWorkflowMakesAndShips,
    shipsAsGithubAllows,
    namedSecretsExist,
    everySecretIsNamed,
    membersAreOfTheirKind,
    nobodyIsDeniedBothWays,
    approvedLinesAsk,
    groupHoldsAPolicyALine,
    administratorsAreLoosenedByName,
    recipientsOwnRules,
    nobodyIsToldTwice,
    accountIsKnownOnce,
    boundaryIsOfTheAccount,
    whatAWorkflowSaysIsBelievedByName,
];

/** Models are lines like others: a rule finds each of them among the services. */
export const rules: readonly Rule[] = [
    modelsAreNoServices,
    ...ofLines.map(
        (rule): Rule =>
            (settings, about) =>
                rule(linesOf(settings, about.kinds), about),
    ),
];
