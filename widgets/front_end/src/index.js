// Shows plain ipywidgets and anywidgets on our server's pages: what server/static/kernel.js asks for.

import "./widgets.css";

export { Manager } from "./manager.js";
export { meet } from "./moving.js";
