/* Written by `npm run codegen`. Do not edit. */
/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> =
  T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
export type BulkOperationErrorCode = 'ACCESS_DENIED' | 'INTERNAL_SERVER_ERROR' | 'TIMEOUT';

export type BulkOperationStatus =
  'CANCELED' | 'CANCELING' | 'COMPLETED' | 'CREATED' | 'EXPIRED' | 'FAILED' | 'RUNNING';

export type BulkOperationUserErrorCode = 'INVALID' | 'LIMIT_REACHED' | 'OPERATION_IN_PROGRESS';

export type CountryCode =
  | 'AC'
  | 'AD'
  | 'AE'
  | 'AF'
  | 'AG'
  | 'AI'
  | 'AL'
  | 'AM'
  | 'AN'
  | 'AO'
  | 'AR'
  | 'AT'
  | 'AU'
  | 'AW'
  | 'AX'
  | 'AZ'
  | 'BA'
  | 'BB'
  | 'BD'
  | 'BE'
  | 'BF'
  | 'BG'
  | 'BH'
  | 'BI'
  | 'BJ'
  | 'BL'
  | 'BM'
  | 'BN'
  | 'BO'
  | 'BQ'
  | 'BR'
  | 'BS'
  | 'BT'
  | 'BV'
  | 'BW'
  | 'BY'
  | 'BZ'
  | 'CA'
  | 'CC'
  | 'CD'
  | 'CF'
  | 'CG'
  | 'CH'
  | 'CI'
  | 'CK'
  | 'CL'
  | 'CM'
  | 'CN'
  | 'CO'
  | 'CR'
  | 'CU'
  | 'CV'
  | 'CW'
  | 'CX'
  | 'CY'
  | 'CZ'
  | 'DE'
  | 'DJ'
  | 'DK'
  | 'DM'
  | 'DO'
  | 'DZ'
  | 'EC'
  | 'EE'
  | 'EG'
  | 'EH'
  | 'ER'
  | 'ES'
  | 'ET'
  | 'FI'
  | 'FJ'
  | 'FK'
  | 'FO'
  | 'FR'
  | 'GA'
  | 'GB'
  | 'GD'
  | 'GE'
  | 'GF'
  | 'GG'
  | 'GH'
  | 'GI'
  | 'GL'
  | 'GM'
  | 'GN'
  | 'GP'
  | 'GQ'
  | 'GR'
  | 'GS'
  | 'GT'
  | 'GW'
  | 'GY'
  | 'HK'
  | 'HM'
  | 'HN'
  | 'HR'
  | 'HT'
  | 'HU'
  | 'ID'
  | 'IE'
  | 'IL'
  | 'IM'
  | 'IN'
  | 'IO'
  | 'IQ'
  | 'IR'
  | 'IS'
  | 'IT'
  | 'JE'
  | 'JM'
  | 'JO'
  | 'JP'
  | 'KE'
  | 'KG'
  | 'KH'
  | 'KI'
  | 'KM'
  | 'KN'
  | 'KP'
  | 'KR'
  | 'KW'
  | 'KY'
  | 'KZ'
  | 'LA'
  | 'LB'
  | 'LC'
  | 'LI'
  | 'LK'
  | 'LR'
  | 'LS'
  | 'LT'
  | 'LU'
  | 'LV'
  | 'LY'
  | 'MA'
  | 'MC'
  | 'MD'
  | 'ME'
  | 'MF'
  | 'MG'
  | 'MK'
  | 'ML'
  | 'MM'
  | 'MN'
  | 'MO'
  | 'MQ'
  | 'MR'
  | 'MS'
  | 'MT'
  | 'MU'
  | 'MV'
  | 'MW'
  | 'MX'
  | 'MY'
  | 'MZ'
  | 'NA'
  | 'NC'
  | 'NE'
  | 'NF'
  | 'NG'
  | 'NI'
  | 'NL'
  | 'NO'
  | 'NP'
  | 'NR'
  | 'NU'
  | 'NZ'
  | 'OM'
  | 'PA'
  | 'PE'
  | 'PF'
  | 'PG'
  | 'PH'
  | 'PK'
  | 'PL'
  | 'PM'
  | 'PN'
  | 'PS'
  | 'PT'
  | 'PY'
  | 'QA'
  | 'RE'
  | 'RO'
  | 'RS'
  | 'RU'
  | 'RW'
  | 'SA'
  | 'SB'
  | 'SC'
  | 'SD'
  | 'SE'
  | 'SG'
  | 'SH'
  | 'SI'
  | 'SJ'
  | 'SK'
  | 'SL'
  | 'SM'
  | 'SN'
  | 'SO'
  | 'SR'
  | 'SS'
  | 'ST'
  | 'SV'
  | 'SX'
  | 'SY'
  | 'SZ'
  | 'TA'
  | 'TC'
  | 'TD'
  | 'TF'
  | 'TG'
  | 'TH'
  | 'TJ'
  | 'TK'
  | 'TL'
  | 'TM'
  | 'TN'
  | 'TO'
  | 'TR'
  | 'TT'
  | 'TV'
  | 'TW'
  | 'TZ'
  | 'UA'
  | 'UG'
  | 'UM'
  | 'US'
  | 'UY'
  | 'UZ'
  | 'VA'
  | 'VC'
  | 'VE'
  | 'VG'
  | 'VN'
  | 'VU'
  | 'WF'
  | 'WS'
  | 'XK'
  | 'YE'
  | 'YT'
  | 'ZA'
  | 'ZM'
  | 'ZW'
  | 'ZZ';

export type CurrencyCode =
  | 'AED'
  | 'AFN'
  | 'ALL'
  | 'AMD'
  | 'ANG'
  | 'AOA'
  | 'ARS'
  | 'AUD'
  | 'AWG'
  | 'AZN'
  | 'BAM'
  | 'BBD'
  | 'BDT'
  | 'BGN'
  | 'BHD'
  | 'BIF'
  | 'BMD'
  | 'BND'
  | 'BOB'
  | 'BRL'
  | 'BSD'
  | 'BTN'
  | 'BWP'
  | 'BYN'
  | 'BYR'
  | 'BZD'
  | 'CAD'
  | 'CDF'
  | 'CHF'
  | 'CLP'
  | 'CNY'
  | 'COP'
  | 'CRC'
  | 'CVE'
  | 'CZK'
  | 'DJF'
  | 'DKK'
  | 'DOP'
  | 'DZD'
  | 'EGP'
  | 'ERN'
  | 'ETB'
  | 'EUR'
  | 'FJD'
  | 'FKP'
  | 'GBP'
  | 'GEL'
  | 'GHS'
  | 'GIP'
  | 'GMD'
  | 'GNF'
  | 'GTQ'
  | 'GYD'
  | 'HKD'
  | 'HNL'
  | 'HRK'
  | 'HTG'
  | 'HUF'
  | 'IDR'
  | 'ILS'
  | 'INR'
  | 'IQD'
  | 'IRR'
  | 'ISK'
  | 'JEP'
  | 'JMD'
  | 'JOD'
  | 'JPY'
  | 'KES'
  | 'KGS'
  | 'KHR'
  | 'KID'
  | 'KMF'
  | 'KRW'
  | 'KWD'
  | 'KYD'
  | 'KZT'
  | 'LAK'
  | 'LBP'
  | 'LKR'
  | 'LRD'
  | 'LSL'
  | 'LTL'
  | 'LVL'
  | 'LYD'
  | 'MAD'
  | 'MDL'
  | 'MGA'
  | 'MKD'
  | 'MMK'
  | 'MNT'
  | 'MOP'
  | 'MRU'
  | 'MUR'
  | 'MVR'
  | 'MWK'
  | 'MXN'
  | 'MYR'
  | 'MZN'
  | 'NAD'
  | 'NGN'
  | 'NIO'
  | 'NOK'
  | 'NPR'
  | 'NZD'
  | 'OMR'
  | 'PAB'
  | 'PEN'
  | 'PGK'
  | 'PHP'
  | 'PKR'
  | 'PLN'
  | 'PYG'
  | 'QAR'
  | 'RON'
  | 'RSD'
  | 'RUB'
  | 'RWF'
  | 'SAR'
  | 'SBD'
  | 'SCR'
  | 'SDG'
  | 'SEK'
  | 'SGD'
  | 'SHP'
  | 'SLL'
  | 'SOS'
  | 'SRD'
  | 'SSP'
  | 'STD'
  | 'STN'
  | 'SYP'
  | 'SZL'
  | 'THB'
  | 'TJS'
  | 'TMT'
  | 'TND'
  | 'TOP'
  | 'TRY'
  | 'TTD'
  | 'TWD'
  | 'TZS'
  | 'UAH'
  | 'UGX'
  | 'USD'
  | 'USDC'
  | 'UYU'
  | 'UZS'
  | 'VED'
  | 'VEF'
  | 'VES'
  | 'VND'
  | 'VUV'
  | 'WST'
  | 'XAF'
  | 'XCD'
  | 'XOF'
  | 'XPF'
  | 'XXX'
  | 'YER'
  | 'ZAR'
  | 'ZMW';

export type CustomerEmailAddressMarketingState =
  'INVALID' | 'NOT_SUBSCRIBED' | 'PENDING' | 'SUBSCRIBED' | 'UNSUBSCRIBED';

export type CustomerEmailMarketingConsentInput = {
  consentUpdatedAt?: string | null | undefined;
  marketingOptInLevel?: CustomerMarketingOptInLevel | null | undefined;
  marketingState: CustomerEmailMarketingState;
  sourceLocationId?: string | number | null | undefined;
};

export type CustomerEmailMarketingConsentUpdateInput = {
  customerId: string | number;
  emailMarketingConsent: CustomerEmailMarketingConsentInput;
};

export type CustomerEmailMarketingConsentUpdateUserErrorCode =
  'INCLUSION' | 'INTERNAL_ERROR' | 'INVALID' | 'MISSING_ARGUMENT';

export type CustomerEmailMarketingState =
  'INVALID' | 'NOT_SUBSCRIBED' | 'PENDING' | 'REDACTED' | 'SUBSCRIBED' | 'UNSUBSCRIBED';

export type CustomerMarketingOptInLevel = 'CONFIRMED_OPT_IN' | 'SINGLE_OPT_IN' | 'UNKNOWN';

export type DiscountAutomaticAppInput = {
  appliesOnOneTimePurchase?: boolean | null | undefined;
  appliesOnSubscription?: boolean | null | undefined;
  combinesWith?: DiscountCombinesWithInput | null | undefined;
  context?: DiscountContextInput | null | undefined;
  discountClasses?: Array<DiscountClass> | null | undefined;
  endsAt?: string | null | undefined;
  functionHandle?: string | null | undefined;
  /** @deprecated Use `functionHandle` instead. */
  functionId?: string | null | undefined;
  metafields?: Array<MetafieldInput> | null | undefined;
  recurringCycleLimit?: number | null | undefined;
  startsAt?: string | null | undefined;
  tags?: Array<string> | null | undefined;
  title?: string | null | undefined;
};

export type DiscountBuyerSelection = 'ALL';

export type DiscountClass = 'ORDER' | 'PRODUCT' | 'SHIPPING';

export type DiscountCodeAppInput = {
  appliesOnOneTimePurchase?: boolean | null | undefined;
  appliesOnSubscription?: boolean | null | undefined;
  appliesOncePerCustomer?: boolean | null | undefined;
  code?: string | null | undefined;
  combinesWith?: DiscountCombinesWithInput | null | undefined;
  context?: DiscountContextInput | null | undefined;
  /** @deprecated Use `context` instead. */
  customerSelection?: DiscountCustomerSelectionInput | null | undefined;
  discountClasses?: Array<DiscountClass> | null | undefined;
  endsAt?: string | null | undefined;
  functionHandle?: string | null | undefined;
  /** @deprecated Use `functionHandle` instead. */
  functionId?: string | null | undefined;
  metafields?: Array<MetafieldInput> | null | undefined;
  recurringCycleLimit?: number | null | undefined;
  startsAt?: string | null | undefined;
  tags?: Array<string> | null | undefined;
  title?: string | null | undefined;
  usageLimit?: number | null | undefined;
};

export type DiscountCombinesWithInput = {
  orderDiscounts?: boolean | null | undefined;
  productDiscounts?: boolean | null | undefined;
  productDiscountsWithTagsOnSameCartLine?: ProductDiscountsWithTagsOnSameCartLineInput | null | undefined;
  shippingDiscounts?: boolean | null | undefined;
};

export type DiscountContextInput =
  | { all: DiscountBuyerSelection; customerSegments?: never; customers?: never; markets?: never }
  | { all?: never; customerSegments: DiscountCustomerSegmentsInput; customers?: never; markets?: never }
  | { all?: never; customerSegments?: never; customers: DiscountCustomersInput; markets?: never }
  | { all?: never; customerSegments?: never; customers?: never; markets: DiscountMarketsInput };

export type DiscountCustomerSegmentsInput = {
  add?: Array<string | number> | null | undefined;
  remove?: Array<string | number> | null | undefined;
};

export type DiscountCustomerSelectionInput = {
  all?: boolean | null | undefined;
  customerSegments?: DiscountCustomerSegmentsInput | null | undefined;
  customers?: DiscountCustomersInput | null | undefined;
};

export type DiscountCustomersInput = {
  add?: Array<string | number> | null | undefined;
  remove?: Array<string | number> | null | undefined;
};

export type DiscountErrorCode =
  | 'ACTIVE_PERIOD_OVERLAP'
  | 'APPLIES_ON_NOTHING'
  | 'BLANK'
  | 'CONFLICT'
  | 'DISCOUNT_NOT_COMPATIBLE_WITH_CONDITION_TYPES'
  | 'DUPLICATE'
  | 'END_DATE_BEFORE_START_DATE'
  | 'EQUAL_TO'
  | 'EXCEEDED_MAX'
  | 'GREATER_THAN'
  | 'GREATER_THAN_OR_EQUAL_TO'
  | 'IMPLICIT_DUPLICATE'
  | 'INCLUSION'
  | 'INTERNAL_ERROR'
  | 'INVALID'
  | 'INVALID_COMBINES_WITH_FOR_DISCOUNT_CLASS'
  | 'INVALID_DISCOUNT_CLASS_FOR_PRICE_RULE'
  | 'INVALID_PRODUCT_DISCOUNTS_FALSE_WITH_EXISTING_TAGS_ON_SAME_CART_LINE'
  | 'INVALID_PRODUCT_DISCOUNTS_WITH_TAGS_ON_SAME_CART_LINE_FOR_DISCOUNT_CLASS'
  | 'INVALID_PRODUCT_DISCOUNTS_WITH_TAGS_ON_SAME_CART_LINE_WITHOUT_PRODUCT_DISCOUNTS'
  | 'INVALID_TAG_LENGTH'
  | 'LESS_THAN'
  | 'LESS_THAN_OR_EQUAL_TO'
  | 'MAX_APP_DISCOUNTS'
  | 'MINIMUM_SUBTOTAL_AND_QUANTITY_RANGE_BOTH_PRESENT'
  | 'MISSING_ARGUMENT'
  | 'MISSING_FUNCTION_IDENTIFIER'
  | 'MULTIPLE_FUNCTION_IDENTIFIERS'
  | 'MULTIPLE_RECURRING_CYCLE_LIMIT_FOR_NON_SUBSCRIPTION_ITEMS'
  | 'PRESENT'
  | 'PRODUCT_DISCOUNTS_WITH_TAGS_ON_SAME_CART_LINE_NOT_ENTITLED'
  | 'RECURRING_CYCLE_LIMIT_NOT_A_VALID_INTEGER'
  | 'TAKEN'
  | 'TOO_LONG'
  | 'TOO_MANY_ARGUMENTS'
  | 'TOO_MANY_PRODUCT_DISCOUNTS_WITH_TAGS_ON_SAME_CART_LINE'
  | 'TOO_MANY_TAGS'
  | 'TOO_SHORT'
  | 'VALUE_OUTSIDE_RANGE';

export type DiscountMarketsInput = {
  add?: Array<string | number> | null | undefined;
  remove?: Array<string | number> | null | undefined;
};

export type DiscountRedeemCodeInput = {
  code: string;
};

export type DiscountStatus = 'ACTIVE' | 'EXPIRED' | 'SCHEDULED';

export type FulfillmentDisplayStatus =
  | 'ATTEMPTED_DELIVERY'
  | 'CANCELED'
  | 'CARRIER_PICKED_UP'
  | 'CONFIRMED'
  | 'DELAYED'
  | 'DELIVERED'
  | 'FAILURE'
  | 'FULFILLED'
  | 'IN_TRANSIT'
  | 'LABEL_PRINTED'
  | 'LABEL_PURCHASED'
  | 'LABEL_VOIDED'
  | 'MARKED_AS_FULFILLED'
  | 'NOT_DELIVERED'
  | 'OUT_FOR_DELIVERY'
  | 'PICKED_UP'
  | 'READY_FOR_PICKUP'
  | 'SUBMITTED';

export type FulfillmentStatus = 'CANCELLED' | 'ERROR' | 'FAILURE' | 'OPEN' | 'PENDING' | 'SUCCESS';

export type MetafieldAccessInput = {
  admin?: MetafieldAdminAccessInput | null | undefined;
  customerAccount?: MetafieldCustomerAccountAccessInput | null | undefined;
  storefront?: MetafieldStorefrontAccessInput | null | undefined;
};

export type MetafieldAccessUpdateInput = {
  admin?: MetafieldAdminAccessInput | null | undefined;
  customerAccount?: MetafieldCustomerAccountAccessInput | null | undefined;
  storefront?: MetafieldStorefrontAccessInput | null | undefined;
};

export type MetafieldAdminAccessInput = 'MERCHANT_READ' | 'MERCHANT_READ_WRITE';

export type MetafieldCapabilityAdminFilterableInput = {
  enabled: boolean;
};

export type MetafieldCapabilityAnalyticsQueryableInput = {
  enabled: boolean;
};

export type MetafieldCapabilityCartToOrderCopyableInput = {
  enabled: boolean;
};

export type MetafieldCapabilityCreateInput = {
  adminFilterable?: MetafieldCapabilityAdminFilterableInput | null | undefined;
  analyticsQueryable?: MetafieldCapabilityAnalyticsQueryableInput | null | undefined;
  cartToOrderCopyable?: MetafieldCapabilityCartToOrderCopyableInput | null | undefined;
  smartCollectionCondition?: MetafieldCapabilitySmartCollectionConditionInput | null | undefined;
  uniqueValues?: MetafieldCapabilityUniqueValuesInput | null | undefined;
};

export type MetafieldCapabilitySmartCollectionConditionInput = {
  enabled: boolean;
};

export type MetafieldCapabilityUniqueValuesInput = {
  enabled: boolean;
};

export type MetafieldCapabilityUpdateInput = {
  adminFilterable?: MetafieldCapabilityAdminFilterableInput | null | undefined;
  analyticsQueryable?: MetafieldCapabilityAnalyticsQueryableInput | null | undefined;
  cartToOrderCopyable?: MetafieldCapabilityCartToOrderCopyableInput | null | undefined;
  smartCollectionCondition?: MetafieldCapabilitySmartCollectionConditionInput | null | undefined;
  uniqueValues?: MetafieldCapabilityUniqueValuesInput | null | undefined;
};

export type MetafieldCustomerAccountAccessInput = 'NONE' | 'READ' | 'READ_WRITE';

export type MetafieldDefinitionConstraintValueUpdateInput = {
  create?: string | null | undefined;
  delete?: string | null | undefined;
};

export type MetafieldDefinitionConstraintsInput = {
  key: string;
  values: Array<string>;
};

export type MetafieldDefinitionConstraintsUpdatesInput = {
  key?: string | null | undefined;
  values?: Array<MetafieldDefinitionConstraintValueUpdateInput> | null | undefined;
};

export type MetafieldDefinitionCreateUserErrorCode =
  | 'ADMIN_ACCESS_INPUT_NOT_ALLOWED'
  | 'BLANK'
  | 'CAPABILITY_REQUIRED_BUT_DISABLED'
  | 'DUPLICATE_OPTION'
  | 'INCLUSION'
  | 'INVALID'
  | 'INVALID_CAPABILITY'
  | 'INVALID_CHARACTER'
  | 'INVALID_CONSTRAINTS'
  | 'INVALID_INPUT_COMBINATION'
  | 'INVALID_OPTION'
  | 'LIMIT_EXCEEDED'
  | 'OWNER_TYPE_LIMIT_EXCEEDED_FOR_AUTOMATED_COLLECTIONS'
  | 'OWNER_TYPE_LIMIT_EXCEEDED_FOR_USE_AS_ADMIN_FILTERS'
  | 'PINNED_LIMIT_REACHED'
  | 'PRESENT'
  | 'RESERVED_NAMESPACE_KEY'
  | 'RESOURCE_TYPE_LIMIT_EXCEEDED'
  | 'RESOURCE_TYPE_LIMIT_EXCEEDED_BY_APP'
  | 'TAKEN'
  | 'TOO_LONG'
  | 'TOO_SHORT'
  | 'TYPE_NOT_ALLOWED_FOR_CONDITIONS'
  | 'UNSTRUCTURED_ALREADY_EXISTS'
  | 'UNSUPPORTED_PINNING';

export type MetafieldDefinitionInput = {
  access?: MetafieldAccessInput | null | undefined;
  capabilities?: MetafieldCapabilityCreateInput | null | undefined;
  constraints?: MetafieldDefinitionConstraintsInput | null | undefined;
  description?: string | null | undefined;
  key: string;
  name: string;
  namespace?: string | null | undefined;
  ownerType: MetafieldOwnerType;
  pin?: boolean | null | undefined;
  type: string;
  /** @deprecated Use `smartCollectionCondition` instead. */
  useAsCollectionCondition?: boolean | null | undefined;
  validations?: Array<MetafieldDefinitionValidationInput> | null | undefined;
};

export type MetafieldDefinitionUpdateInput = {
  access?: MetafieldAccessUpdateInput | null | undefined;
  capabilities?: MetafieldCapabilityUpdateInput | null | undefined;
  constraintsUpdates?: MetafieldDefinitionConstraintsUpdatesInput | null | undefined;
  description?: string | null | undefined;
  key: string;
  name?: string | null | undefined;
  namespace?: string | null | undefined;
  ownerType: MetafieldOwnerType;
  pin?: boolean | null | undefined;
  /** @deprecated Use `smartCollectionCondition` instead. */
  useAsCollectionCondition?: boolean | null | undefined;
  validations?: Array<MetafieldDefinitionValidationInput> | null | undefined;
};

export type MetafieldDefinitionUpdateUserErrorCode =
  | 'ADMIN_ACCESS_INPUT_NOT_ALLOWED'
  | 'APP_CONFIG_MANAGED'
  | 'BLANK'
  | 'CAPABILITY_CANNOT_BE_DISABLED'
  | 'CAPABILITY_REQUIRED_BUT_DISABLED'
  | 'DISALLOWED_OWNER_TYPE'
  | 'DUPLICATE_OPTION'
  | 'INTERNAL_ERROR'
  | 'INVALID'
  | 'INVALID_CAPABILITY'
  | 'INVALID_CONSTRAINTS'
  | 'INVALID_INPUT'
  | 'INVALID_INPUT_COMBINATION'
  | 'INVALID_OPTION'
  | 'METAFIELD_DEFINITION_IN_USE'
  | 'METAOBJECT_DEFINITION_CHANGED'
  | 'NOT_FOUND'
  | 'OWNER_TYPE_LIMIT_EXCEEDED_FOR_AUTOMATED_COLLECTIONS'
  | 'OWNER_TYPE_LIMIT_EXCEEDED_FOR_USE_AS_ADMIN_FILTERS'
  | 'PINNED_LIMIT_REACHED'
  | 'PRESENT'
  | 'TOO_LONG'
  | 'TYPE_NOT_ALLOWED_FOR_CONDITIONS'
  | 'UNSUPPORTED_PINNING';

export type MetafieldDefinitionValidationInput = {
  name: string;
  value: string;
};

export type MetafieldIdentifierInput = {
  key: string;
  namespace: string;
  ownerId: string | number;
};

export type MetafieldInput = {
  id?: string | number | null | undefined;
  key?: string | null | undefined;
  namespace?: string | null | undefined;
  type?: string | null | undefined;
  value?: string | null | undefined;
};

export type MetafieldOwnerType =
  | 'API_PERMISSION'
  | 'ARTICLE'
  | 'BLOG'
  | 'CARTTRANSFORM'
  | 'COLLECTION'
  | 'COMPANY'
  | 'COMPANY_LOCATION'
  | 'CUSTOMER'
  | 'DELIVERY_CUSTOMIZATION'
  | 'DISCOUNT'
  | 'DRAFTORDER'
  | 'FULFILLMENT_CONSTRAINT_RULE'
  | 'GIFT_CARD_TRANSACTION'
  | 'LOCATION'
  | 'MARKET'
  | 'MEDIA_IMAGE'
  | 'ORDER'
  | 'ORDER_ROUTING_LOCATION_RULE'
  | 'PAGE'
  | 'PAYMENT_CUSTOMIZATION'
  | 'PRODUCT'
  | 'PRODUCTVARIANT'
  | 'SELLING_PLAN'
  | 'SHOP'
  | 'TRANSFER'
  | 'VALIDATION';

export type MetafieldStorefrontAccessInput = 'NONE' | 'PUBLIC_READ';

export type MetafieldsSetInput = {
  compareDigest?: string | null | undefined;
  key: string;
  namespace?: string | null | undefined;
  ownerId: string | number;
  type?: string | null | undefined;
  value: string;
};

export type MetafieldsSetUserErrorCode =
  | 'APP_NOT_AUTHORIZED'
  | 'BLANK'
  | 'CAPABILITY_VIOLATION'
  | 'INCLUSION'
  | 'INTERNAL_ERROR'
  | 'INVALID'
  | 'INVALID_COMPARE_DIGEST'
  | 'INVALID_TYPE'
  | 'INVALID_VALUE'
  | 'LESS_THAN_OR_EQUAL_TO'
  | 'PRESENT'
  | 'STALE_OBJECT'
  | 'TAKEN'
  | 'TOO_LONG'
  | 'TOO_SHORT';

export type OrderDisplayFinancialStatus =
  | 'AUTHORIZED'
  | 'EXPIRED'
  | 'PAID'
  | 'PARTIALLY_PAID'
  | 'PARTIALLY_REFUNDED'
  | 'PENDING'
  | 'REFUNDED'
  | 'VOIDED';

export type OrderDisplayFulfillmentStatus =
  | 'FULFILLED'
  | 'IN_PROGRESS'
  | 'ON_HOLD'
  | 'OPEN'
  | 'PARTIALLY_FULFILLED'
  | 'PENDING_FULFILLMENT'
  | 'REQUEST_DECLINED'
  | 'RESTOCKED'
  | 'SCHEDULED'
  | 'UNFULFILLED';

export type ProductDiscountsWithTagsOnSameCartLineInput = {
  add?: Array<string> | null | undefined;
  remove?: Array<string> | null | undefined;
};

export type ActiveDiscountsQueryVariables = Exact<{
  namespace: string;
  key: string;
  first: number;
}>;

export type ActiveDiscountsQuery = {
  discountNodes: {
    nodes: Array<{
      id: string;
      metafield: { id: string } | null;
      discount:
        | { __typename: 'DiscountAutomaticApp'; title: string }
        | {
            __typename: 'DiscountAutomaticBasic';
            title: string;
            discountClasses: Array<DiscountClass>;
            combinesWith: { orderDiscounts: boolean; productDiscounts: boolean; shippingDiscounts: boolean };
            customerGets: {
              appliesOnOneTimePurchase: boolean;
              value:
                | { __typename: 'DiscountAmount'; amount: { amount: string } }
                | { __typename: 'DiscountOnQuantity' }
                | { __typename: 'DiscountPercentage'; percentage: number };
            };
            minimumRequirement:
              | { __typename: 'DiscountMinimumQuantity'; greaterThanOrEqualToQuantity: string }
              | { __typename: 'DiscountMinimumSubtotal'; greaterThanOrEqualToSubtotal: { amount: string } }
              | null;
          }
        | { __typename: 'DiscountAutomaticBxgy'; title: string }
        | {
            __typename: 'DiscountAutomaticFreeShipping';
            title: string;
            appliesOnOneTimePurchase: boolean;
            combinesWith: { orderDiscounts: boolean; productDiscounts: boolean; shippingDiscounts: boolean };
            maximumShippingPrice: { amount: string } | null;
            minimumRequirement:
              | { __typename: 'DiscountMinimumQuantity'; greaterThanOrEqualToQuantity: string }
              | { __typename: 'DiscountMinimumSubtotal'; greaterThanOrEqualToSubtotal: { amount: string } }
              | null;
          }
        | { __typename: 'DiscountCodeApp'; title: string }
        | {
            __typename: 'DiscountCodeBasic';
            title: string;
            discountClasses: Array<DiscountClass>;
            combinesWith: { orderDiscounts: boolean; productDiscounts: boolean; shippingDiscounts: boolean };
            customerGets: {
              appliesOnOneTimePurchase: boolean;
              value:
                | { __typename: 'DiscountAmount'; amount: { amount: string } }
                | { __typename: 'DiscountOnQuantity' }
                | { __typename: 'DiscountPercentage'; percentage: number };
            };
            minimumRequirement:
              | { __typename: 'DiscountMinimumQuantity'; greaterThanOrEqualToQuantity: string }
              | { __typename: 'DiscountMinimumSubtotal'; greaterThanOrEqualToSubtotal: { amount: string } }
              | null;
          }
        | { __typename: 'DiscountCodeBxgy'; title: string }
        | {
            __typename: 'DiscountCodeFreeShipping';
            title: string;
            appliesOnOneTimePurchase: boolean;
            combinesWith: { orderDiscounts: boolean; productDiscounts: boolean; shippingDiscounts: boolean };
            maximumShippingPrice: { amount: string } | null;
            minimumRequirement:
              | { __typename: 'DiscountMinimumQuantity'; greaterThanOrEqualToQuantity: string }
              | { __typename: 'DiscountMinimumSubtotal'; greaterThanOrEqualToSubtotal: { amount: string } }
              | null;
          };
    }>;
    pageInfo: { hasNextPage: boolean };
  };
};

export type CombinesFragment = {
  orderDiscounts: boolean;
  productDiscounts: boolean;
  shippingDiscounts: boolean;
};

export type GetsFragment = {
  appliesOnOneTimePurchase: boolean;
  value:
    | { __typename: 'DiscountAmount'; amount: { amount: string } }
    | { __typename: 'DiscountOnQuantity' }
    | { __typename: 'DiscountPercentage'; percentage: number };
};

type Minimum_DiscountMinimumQuantity_Fragment = {
  __typename: 'DiscountMinimumQuantity';
  greaterThanOrEqualToQuantity: string;
};

type Minimum_DiscountMinimumSubtotal_Fragment = {
  __typename: 'DiscountMinimumSubtotal';
  greaterThanOrEqualToSubtotal: { amount: string };
};

export type MinimumFragment =
  Minimum_DiscountMinimumQuantity_Fragment | Minimum_DiscountMinimumSubtotal_Fragment;

export type AutomaticDiscountCreateMutationVariables = Exact<{
  discount: DiscountAutomaticAppInput;
}>;

export type AutomaticDiscountCreateMutation = {
  discountAutomaticAppCreate: {
    automaticAppDiscount: { discountId: string; status: DiscountStatus } | null;
    userErrors: Array<{ field: Array<string> | null; message: string; code: DiscountErrorCode | null }>;
  } | null;
};

export type AutomaticDiscountUpdateMutationVariables = Exact<{
  id: string | number;
  discount: DiscountAutomaticAppInput;
}>;

export type AutomaticDiscountUpdateMutation = {
  discountAutomaticAppUpdate: {
    automaticAppDiscount: { discountId: string; status: DiscountStatus } | null;
    userErrors: Array<{ field: Array<string> | null; message: string; code: DiscountErrorCode | null }>;
  } | null;
};

export type AutomaticDiscountActivateMutationVariables = Exact<{
  id: string | number;
}>;

export type AutomaticDiscountActivateMutation = {
  discountAutomaticActivate: {
    automaticDiscountNode: { id: string } | null;
    userErrors: Array<{ field: Array<string> | null; message: string; code: DiscountErrorCode | null }>;
  } | null;
};

export type AutomaticDiscountDeactivateMutationVariables = Exact<{
  id: string | number;
}>;

export type AutomaticDiscountDeactivateMutation = {
  discountAutomaticDeactivate: {
    automaticDiscountNode: { id: string } | null;
    userErrors: Array<{ field: Array<string> | null; message: string; code: DiscountErrorCode | null }>;
  } | null;
};

export type DiscountNodeQueryVariables = Exact<{
  id: string | number;
}>;

export type DiscountNodeQuery = {
  discountNode: {
    id: string;
    discount:
      | { __typename: 'DiscountAutomaticApp'; status: DiscountStatus; title: string }
      | { __typename: 'DiscountAutomaticBasic' }
      | { __typename: 'DiscountAutomaticBxgy' }
      | { __typename: 'DiscountAutomaticFreeShipping' }
      | { __typename: 'DiscountCodeApp'; status: DiscountStatus; title: string }
      | { __typename: 'DiscountCodeBasic' }
      | { __typename: 'DiscountCodeBxgy' }
      | { __typename: 'DiscountCodeFreeShipping' };
  } | null;
};

export type OwnAutomaticDiscountsQueryVariables = Exact<{
  namespace: string;
  key: string;
}>;

export type OwnAutomaticDiscountsQuery = {
  discountNodes: {
    nodes: Array<{
      id: string;
      metafield: { id: string; value: string } | null;
      discount:
        | { __typename: 'DiscountAutomaticApp' }
        | { __typename: 'DiscountAutomaticBasic' }
        | { __typename: 'DiscountAutomaticBxgy' }
        | { __typename: 'DiscountAutomaticFreeShipping' }
        | { __typename: 'DiscountCodeApp' }
        | { __typename: 'DiscountCodeBasic' }
        | { __typename: 'DiscountCodeBxgy' }
        | { __typename: 'DiscountCodeFreeShipping' };
    }>;
  };
};

export type BirthdaysQueryVariables = Exact<{
  ids: Array<string | number> | string | number;
  namespace: string;
  key: string;
}>;

export type BirthdaysQuery = {
  nodes: Array<{ id: string; metafield: { value: string } | null } | Record<PropertyKey, never> | null>;
};

export type CodeDiscountCreateMutationVariables = Exact<{
  discount: DiscountCodeAppInput;
}>;

export type CodeDiscountCreateMutation = {
  discountCodeAppCreate: {
    codeAppDiscount: { discountId: string } | null;
    userErrors: Array<{ field: Array<string> | null; message: string; code: DiscountErrorCode | null }>;
  } | null;
};

export type CodeDiscountUpdateMutationVariables = Exact<{
  id: string | number;
  discount: DiscountCodeAppInput;
}>;

export type CodeDiscountUpdateMutation = {
  discountCodeAppUpdate: {
    codeAppDiscount: { discountId: string } | null;
    userErrors: Array<{ field: Array<string> | null; message: string; code: DiscountErrorCode | null }>;
  } | null;
};

export type RedeemCodesAddMutationVariables = Exact<{
  discountId: string | number;
  codes: Array<DiscountRedeemCodeInput> | DiscountRedeemCodeInput;
}>;

export type RedeemCodesAddMutation = {
  discountRedeemCodeBulkAdd: {
    bulkCreation: { id: string; done: boolean; codesCount: number } | null;
    userErrors: Array<{ field: Array<string> | null; message: string; code: DiscountErrorCode | null }>;
  } | null;
};

export type RedeemCodesCreationQueryVariables = Exact<{
  id: string | number;
  after?: string | null | undefined;
}>;

export type RedeemCodesCreationQuery = {
  discountRedeemCodeBulkCreation: {
    id: string;
    done: boolean;
    codesCount: number;
    importedCount: number;
    failedCount: number;
    codes: {
      nodes: Array<{
        code: string;
        discountRedeemCode: { id: string } | null;
        errors: Array<{ message: string; code: DiscountErrorCode | null }>;
      }>;
      pageInfo: { hasNextPage: boolean; endCursor: string | null };
    };
  } | null;
};

export type DiscountByCodeQueryVariables = Exact<{
  code: string;
}>;

export type DiscountByCodeQuery = { codeDiscountNodeByCode: { id: string } | null };

export type CustomerNamesQueryVariables = Exact<{
  ids: Array<string | number> | string | number;
}>;

export type CustomerNamesQuery = {
  nodes: Array<
    | { id: string; displayName: string; defaultEmailAddress: { emailAddress: string } | null }
    | Record<PropertyKey, never>
    | null
  >;
};

export type CustomerSearchQueryVariables = Exact<{
  query: string;
  first: number;
}>;

export type CustomerSearchQuery = { customers: { nodes: Array<{ id: string }> } };

export type EmailConsentUpdateMutationVariables = Exact<{
  input: CustomerEmailMarketingConsentUpdateInput;
}>;

export type EmailConsentUpdateMutation = {
  customerEmailMarketingConsentUpdate: {
    customer: { id: string } | null;
    userErrors: Array<{
      field: Array<string> | null;
      message: string;
      code: CustomerEmailMarketingConsentUpdateUserErrorCode | null;
    }>;
  } | null;
};

export type ExistingCustomersQueryVariables = Exact<{
  ids: Array<string | number> | string | number;
}>;

export type ExistingCustomersQuery = {
  nodes: Array<
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | null
  >;
};

export type OrdersHistoryQueryVariables = Exact<{ [key: string]: never }>;

export type OrdersHistoryQuery = {
  orders: {
    edges: Array<{
      node: {
        id: string;
        name: string;
        processedAt: string;
        updatedAt: string;
        cancelledAt: string | null;
        sourceName: string | null;
        test: boolean;
        tags: Array<string>;
        discountCodes: Array<string>;
        customerLocale: string | null;
        email: string | null;
        displayFinancialStatus: OrderDisplayFinancialStatus | null;
        displayFulfillmentStatus: OrderDisplayFulfillmentStatus;
        fulfillments: Array<{ status: FulfillmentStatus; displayStatus: FulfillmentDisplayStatus | null }>;
        currentTotalPriceSet: { shopMoney: { amount: string; currencyCode: CurrencyCode } };
        totalRefundedSet: { shopMoney: { amount: string } };
        currentTotalDiscountsSet: { shopMoney: { amount: string } };
        customer: { id: string } | null;
        purchasingEntity: { __typename: 'Customer' } | { __typename: 'PurchasingCompany' } | null;
      };
    }>;
  };
};

export type BulkOperationRunMutationVariables = Exact<{
  query: string;
}>;

export type BulkOperationRunMutation = {
  bulkOperationRunQuery: {
    bulkOperation: { id: string; status: BulkOperationStatus } | null;
    userErrors: Array<{
      field: Array<string> | null;
      message: string;
      code: BulkOperationUserErrorCode | null;
    }>;
  } | null;
};

export type BulkOperationStatusQueryVariables = Exact<{
  id: string | number;
}>;

export type BulkOperationStatusQuery = {
  bulkOperation: {
    id: string;
    status: BulkOperationStatus;
    errorCode: BulkOperationErrorCode | null;
    objectCount: string;
    rootObjectCount: string;
    url: string | null;
    partialDataUrl: string | null;
  } | null;
};

export type LastCustomerBeforeQueryVariables = Exact<{
  query: string;
}>;

export type LastCustomerBeforeQuery = { customers: { nodes: Array<{ id: string }> } };

export type MetafieldDefinitionCreateMutationVariables = Exact<{
  definition: MetafieldDefinitionInput;
}>;

export type MetafieldDefinitionCreateMutation = {
  metafieldDefinitionCreate: {
    createdDefinition: { id: string } | null;
    userErrors: Array<{
      field: Array<string> | null;
      message: string;
      code: MetafieldDefinitionCreateUserErrorCode | null;
    }>;
  } | null;
};

export type MetafieldDefinitionUpdateMutationVariables = Exact<{
  definition: MetafieldDefinitionUpdateInput;
}>;

export type MetafieldDefinitionUpdateMutation = {
  metafieldDefinitionUpdate: {
    updatedDefinition: { id: string } | null;
    userErrors: Array<{
      field: Array<string> | null;
      message: string;
      code: MetafieldDefinitionUpdateUserErrorCode | null;
    }>;
  } | null;
};

export type MetafieldsDeleteMutationVariables = Exact<{
  metafields: Array<MetafieldIdentifierInput> | MetafieldIdentifierInput;
}>;

export type MetafieldsDeleteMutation = {
  metafieldsDelete: {
    deletedMetafields: Array<{ ownerId: string; key: string } | null> | null;
    userErrors: Array<{ field: Array<string> | null; message: string }>;
  } | null;
};

export type MetafieldsSetMutationVariables = Exact<{
  metafields: Array<MetafieldsSetInput> | MetafieldsSetInput;
}>;

export type MetafieldsSetMutation = {
  metafieldsSet: {
    metafields: Array<{ id: string }> | null;
    userErrors: Array<{
      field: Array<string> | null;
      message: string;
      code: MetafieldsSetUserErrorCode | null;
      elementIndex: number | null;
    }>;
  } | null;
};

export type OrderFactsFragment = {
  id: string;
  name: string;
  processedAt: string;
  updatedAt: string;
  cancelledAt: string | null;
  sourceName: string | null;
  test: boolean;
  tags: Array<string>;
  discountCodes: Array<string>;
  customerLocale: string | null;
  email: string | null;
  displayFinancialStatus: OrderDisplayFinancialStatus | null;
  displayFulfillmentStatus: OrderDisplayFulfillmentStatus;
  fulfillments: Array<{ status: FulfillmentStatus; displayStatus: FulfillmentDisplayStatus | null }>;
  currentTotalPriceSet: { shopMoney: { amount: string; currencyCode: CurrencyCode } };
  totalRefundedSet: { shopMoney: { amount: string } };
  currentTotalDiscountsSet: { shopMoney: { amount: string } };
  customer: { id: string } | null;
  purchasingEntity: { __typename: 'Customer' } | { __typename: 'PurchasingCompany' } | null;
};

export type OrdersByIdQueryVariables = Exact<{
  ids: Array<string | number> | string | number;
}>;

export type OrdersByIdQuery = {
  nodes: Array<
    | {
        id: string;
        name: string;
        processedAt: string;
        updatedAt: string;
        cancelledAt: string | null;
        sourceName: string | null;
        test: boolean;
        tags: Array<string>;
        discountCodes: Array<string>;
        customerLocale: string | null;
        email: string | null;
        displayFinancialStatus: OrderDisplayFinancialStatus | null;
        displayFulfillmentStatus: OrderDisplayFulfillmentStatus;
        fulfillments: Array<{ status: FulfillmentStatus; displayStatus: FulfillmentDisplayStatus | null }>;
        currentTotalPriceSet: { shopMoney: { amount: string; currencyCode: CurrencyCode } };
        totalRefundedSet: { shopMoney: { amount: string } };
        currentTotalDiscountsSet: { shopMoney: { amount: string } };
        customer: { id: string } | null;
        purchasingEntity: { __typename: 'Customer' } | { __typename: 'PurchasingCompany' } | null;
      }
    | Record<PropertyKey, never>
    | null
  >;
};

export type RecipientsQueryVariables = Exact<{
  ids: Array<string | number> | string | number;
}>;

export type RecipientsQuery = {
  nodes: Array<
    | {
        id: string;
        firstName: string | null;
        lastName: string | null;
        locale: string;
        defaultEmailAddress: {
          emailAddress: string;
          marketingState: CustomerEmailAddressMarketingState;
          marketingOptInLevel: CustomerMarketingOptInLevel | null;
          marketingUpdatedAt: string | null;
        } | null;
      }
    | {
        id: string;
        email: string | null;
        customerLocale: string | null;
        cancelledAt: string | null;
        displayFinancialStatus: OrderDisplayFinancialStatus | null;
        billingAddress: { firstName: string | null; lastName: string | null } | null;
        customer: { id: string; firstName: string | null; lastName: string | null; locale: string } | null;
      }
    | Record<PropertyKey, never>
    | null
  >;
};

export type ShopFactsQueryVariables = Exact<{ [key: string]: never }>;

export type ShopFactsQuery = {
  shop: {
    id: string;
    name: string;
    contactEmail: string;
    ianaTimezone: string;
    currencyCode: CurrencyCode;
    plan: { publicDisplayName: string };
    shopAddress: { countryCodeV2: CountryCode | null };
  };
  currentAppInstallation: { accessScopes: Array<{ handle: string }> };
};

export type ShopPlanQueryVariables = Exact<{ [key: string]: never }>;

export type ShopPlanQuery = {
  shop: { plan: { publicDisplayName: string; shopifyPlus: boolean; partnerDevelopment: boolean } };
};

export type ShopProgramQueryVariables = Exact<{
  namespace: string;
  key: string;
}>;

export type ShopProgramQuery = { shop: { id: string; metafield: { value: string } | null } };

export type UpdatedOrdersQueryVariables = Exact<{
  query: string;
  after?: string | null | undefined;
}>;

export type UpdatedOrdersQuery = {
  orders: {
    pageInfo: { hasNextPage: boolean; endCursor: string | null };
    nodes: Array<{
      id: string;
      name: string;
      processedAt: string;
      updatedAt: string;
      cancelledAt: string | null;
      sourceName: string | null;
      test: boolean;
      tags: Array<string>;
      discountCodes: Array<string>;
      customerLocale: string | null;
      email: string | null;
      displayFinancialStatus: OrderDisplayFinancialStatus | null;
      displayFulfillmentStatus: OrderDisplayFulfillmentStatus;
      fulfillments: Array<{ status: FulfillmentStatus; displayStatus: FulfillmentDisplayStatus | null }>;
      currentTotalPriceSet: { shopMoney: { amount: string; currencyCode: CurrencyCode } };
      totalRefundedSet: { shopMoney: { amount: string } };
      currentTotalDiscountsSet: { shopMoney: { amount: string } };
      customer: { id: string } | null;
      purchasingEntity: { __typename: 'Customer' } | { __typename: 'PurchasingCompany' } | null;
    }>;
  };
};
