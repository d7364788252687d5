/** Under these names controllers are given those of the gateway's parts that have no class; the others under their class. */
export const CLOCK = Symbol('the clock: what time it is, ms UTC');
export const PROVINCE = Symbol('the code of the province, such as 440000');
export const PROBES = Symbol('what GET /health/ready looks at, by the name of the part');
