export { loadProvincePolicies, ProvincePolicies } from './province-policies';
export { PolicyFileError } from './read-policy-file';
