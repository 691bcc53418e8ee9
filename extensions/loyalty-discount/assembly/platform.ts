// The platform's imports (module shopify_function_v2), as published in Shopify/shopify-function-wasm-api. Values are
// NaN-boxed: see value.ts. Only what is used is declared, and only what is called ends up in the module.

@external("shopify_function_v2", "shopify_function_input_get")
export declare function inputGet(): u64;
@external("shopify_function_v2", "shopify_function_input_get_obj_prop")
export declare function inputGetObjProp(scope: u64, name: usize, length: usize): u64;
@external("shopify_function_v2", "shopify_function_input_get_at_index")
export declare function inputGetAtIndex(scope: u64, index: usize): u64;
@external("shopify_function_v2", "shopify_function_input_get_obj_key_at_index")
export declare function inputGetObjKeyAtIndex(scope: u64, index: usize): u64;
@external("shopify_function_v2", "shopify_function_input_get_val_len")
export declare function inputGetValLen(scope: u64): usize;
@external("shopify_function_v2", "shopify_function_input_read_utf8_str")
export declare function inputReadUtf8Str(source: usize, out: usize, length: usize): void;
@external("shopify_function_v2", "shopify_function_output_new_object")
export declare function outputNewObject(length: usize): i32;
@external("shopify_function_v2", "shopify_function_output_finish_object")
export declare function outputFinishObject(): i32;
@external("shopify_function_v2", "shopify_function_output_new_array")
export declare function outputNewArray(length: usize): i32;
@external("shopify_function_v2", "shopify_function_output_finish_array")
export declare function outputFinishArray(): i32;
@external("shopify_function_v2", "shopify_function_output_new_utf8_str")
export declare function outputNewUtf8Str(text: usize, length: usize): i32;
@external("shopify_function_v2", "shopify_function_log_new_utf8_str")
export declare function logNewUtf8Str(text: usize, length: usize): void;
