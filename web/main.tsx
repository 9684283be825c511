import { render } from "preact";
import { App } from "./app.tsx";

const root = document.getElementById("app");
if (root === null) throw new Error("Cannot draw the page: it has no element #app");
render(<App />, root);
