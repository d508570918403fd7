/* On every page. */
document.documentElement.classList.add("js");
