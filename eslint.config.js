import js from "@eslint/js"
import tseslint from "typescript-eslint"

/** What the DeviceScript compiler refuses, or silently reads differently; told here, while typing. */
const deviceDialect = [
    ["MethodDefinition[kind=/^(get|set)$/]", "The device has no getters or setters."],
    ["Property[kind=/^(get|set)$/]", "The device has no getters or setters."],
    [
        "Property[method=true]",
        "Write `name: () => …`: the device has no methods in object literals.",
    ],
    ["DoWhileStatement", "The device has no do-while."],
    ["Literal[regex]", "The device has no regular expressions."],
    ["ArrowFunctionExpression ThisExpression", "No `this` inside an arrow function: use a local."],
    ["CallExpression > MemberExpression[object.type='Super']", "The device has no super.method()."],
    ["CallExpression[arguments.length>8]", "A call on the device has at most eight arguments."],
    ["TemplateLiteral[expressions.length>7]", "A template on the device has at most seven holes."],
    [
        "AssignmentExpression[operator=/^(\\?\\?|\\|\\||&&)=$/]",
        "The device has no logical assignment.",
    ],
    ["AssignmentExpression > ArrayPattern", "The device has no array destructuring assignment."],
    ["ClassExpression", "A class on the device stands at the top level of its file."],
    [
        "NewExpression[callee.name=/^(Promise|Date|Proxy|WeakMap|DataView|U?[Ii]nt.*Array)$/]",
        "The device does not have this class.",
    ],
]

const shared = {
    eqeqeq: "error",
    "no-var": "error",
    "prefer-const": "error",
    "@typescript-eslint/no-explicit-any": "error",
    "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_" }],
}

export default tseslint.config(
    { ignores: ["node_modules/", ".devicescript/", ".pen/"] },
    {
        files: ["**/*.{js,mjs}"],
        extends: [js.configs.recommended],
        languageOptions: { globals: { process: "readonly", console: "readonly", URL: "readonly" } },
    },
    {
        files: [
            "sim/**/*.ts",
            "tools/**/*.ts",
            "test/**/*.ts",
            "bench/**/*.{ts,tsx}",
            "*.config.ts",
        ],
        ignores: ["tools/reaction/plain/**"],
        extends: [js.configs.recommended, tseslint.configs.strictTypeChecked],
        languageOptions: {
            parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
        },
        rules: {
            ...shared,
            "no-undef": "off",
            "@typescript-eslint/no-floating-promises": "error",
            // An index proven by the line above it reads better with `!` than with a branch that cannot be reached.
            "@typescript-eslint/no-non-null-assertion": "off",
            "@typescript-eslint/restrict-template-expressions": [
                "error",
                { allowNumber: true, allowBoolean: true },
            ],
            // These mostly ask for longer code that is no safer: a check of what a file or a chip really
            // holds looks "unnecessary" to the types, and a byte compared with an enum of registers is meant.
            "@typescript-eslint/no-unnecessary-condition": "off",
            "@typescript-eslint/no-unsafe-enum-assignment": "off",
            "@typescript-eslint/no-unsafe-enum-comparison": "off",
            "@typescript-eslint/no-confusing-void-expression": "off",
        },
    },
    {
        // Firmware: the types that its own compiler supplies exist only after a build, so no typed rules here.
        files: ["src/**/*.ts", "tools/reaction/plain/*.ts"],
        extends: [js.configs.recommended, tseslint.configs.strict],
        rules: {
            ...shared,
            "no-undef": "off",
            "@typescript-eslint/no-non-null-assertion": "off",
            "@typescript-eslint/no-extraneous-class": "off",
            // The device has no `this` in arrow functions, so a method hands itself over by another name.
            "@typescript-eslint/no-this-alias": "off",
            // Register enums hold masks and shifts, and two fields may well have the same value.
            "@typescript-eslint/prefer-literal-enum-member": "off",
            "@typescript-eslint/no-duplicate-enum-values": "off",
            "no-restricted-syntax": [
                "error",
                ...deviceDialect.map(([selector, message]) => ({ selector, message })),
            ],
        },
    }
)
