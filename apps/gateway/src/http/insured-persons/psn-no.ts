/** How the OpenAPI document describes the parameter that names a person. */
export const PSN_NO = ['psn_no', '人员编号', '44000000000003'] as const;
