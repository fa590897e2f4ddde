export function describeStandInMonitor(): void {}
