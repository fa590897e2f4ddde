// What `import … from "fairlead"` gives: public names, nothing else. Components by themselves: "fairlead/components/…".
export { Account } from "./account";
export { Environment } from "./environment";
export { readSettings, readStack, SettingsError } from "./settings";
export type { AccountArgs, EnvironmentArgs, PartArgs, RecipientArgs, ServiceArgs, StackArgs } from "./args";
