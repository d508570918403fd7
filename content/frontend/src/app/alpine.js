/* Alpine's CSP build, loaded only where a page has x-data. */
import Alpine from "@alpinejs/csp";

window.Alpine = Alpine;
Alpine.start();
