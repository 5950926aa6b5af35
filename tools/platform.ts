/**
 * Makes sure that the libraries which the DeviceScript CLI writes lie in node_modules, where editors
 * and type checks look for them; `npm ci` takes them away. Run as `node --import tsx tools/platform.ts`.
 */
import { ensurePlatform } from "./build"

await ensurePlatform()
