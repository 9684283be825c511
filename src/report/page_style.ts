// How a page looks. The page's policy allows this text alone, by its hash: tests/report/page_test.ts
// says the new one after a change.

/** SHA-256 of {@link pageStyle} in base64, as a Content-Security-Policy wants it. */
export const pageStyleHash = "a/6eIO4DzNtLVh+ClWp83EP7NQbuQkD8iecnvn19VxU=";

/**
 * Colours after Okabe and Ito (2008), whom people with every kind of colour blindness can tell apart,
 * darkened for a white page and lightened for a black one.
 */
export const pageStyle = `
:root{color-scheme:light dark;--back:#ffffff;--panel:#f4f6f8;--text:#1b1f24;--soft:#57606a;
--line:#d0d7de;--ink0:#0072b2;--ink1:#c75500;--ink2:#00795a;--ink3:#a3478a;--ink4:#806000;
--ink5:#4a4a4a}
@media (prefers-color-scheme:dark){:root{--back:#14171c;--panel:#1d2127;--text:#e6e8eb;
--soft:#a3adb8;--line:#3a424c;--ink0:#56b4e9;--ink1:#f0a04b;--ink2:#2fc79b;--ink3:#e08fc4;
--ink4:#f0e442;--ink5:#c9d1d9}}
*{box-sizing:border-box}
body{margin:0;background:var(--back);color:var(--text);
font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
main,footer{max-width:70rem;margin:0 auto;padding:1rem}
h1{font-size:1.6rem;line-height:1.25;margin:.5rem 0}
h2{font-size:1.15rem;line-height:1.3;margin:2.2rem 0 .5rem}
p{margin:.3rem 0;max-width:46rem;overflow-wrap:anywhere}
.note,.assumed{color:var(--soft);font-size:.9rem}
.scroll{overflow-x:auto;max-width:100%}
.scroll:focus-visible{outline:2px solid var(--ink0);outline-offset:2px}
.long{max-height:30rem;overflow-y:auto}
table{border-collapse:collapse;font-size:.9rem;font-variant-numeric:tabular-nums}
caption{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
th,td{padding:.25rem .7rem .25rem 0;text-align:left;vertical-align:top;
border-bottom:1px solid var(--line)}
th{font-weight:600}
tbody th{font-weight:400}
thead th{vertical-align:bottom;border-bottom-width:2px}
tfoot td{font-weight:600;border-bottom:0}
.n{text-align:right;white-space:nowrap}
.t{max-width:28rem;min-width:9rem;overflow-wrap:break-word}
td.t:first-child{min-width:11rem}
.v{overflow-wrap:anywhere}
.of{color:var(--soft);font-weight:400}
thead .n{white-space:normal}
thead .of{display:block;font-size:.8em;min-width:5rem}
ol{list-style:none;padding:0;margin:.3rem 0;font-size:.9rem}
li{overflow-wrap:anywhere}
time{font-variant-numeric:tabular-nums;color:var(--soft)}
figure{margin:2.2rem 0;display:grid;gap:.3rem 1.5rem;grid-template-columns:minmax(0,1fr)}
figure h2{margin:0}
.beside{background:var(--panel);border-radius:6px;padding:.7rem .9rem;align-self:start}
.beside h3{font-size:.9rem;margin:0 0 .2rem}
.beside h3:not(:first-child){margin-top:.7rem}
svg{display:block;width:100%;height:auto}
.wide{display:none}
@media (min-width:44rem){.wide{display:block}.narrow{display:none}}
@media (min-width:62rem){figure{grid-template-columns:minmax(0,1fr) 17rem}
figure h2{grid-column:1/3}}
.legend{display:flex;flex-wrap:wrap;gap:.1rem 1.2rem;margin:0}
.legend li{display:flex;align-items:center;gap:.4rem}
.legend svg{width:30px;height:14px;flex:none}
text{font:12px system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;fill:var(--soft)}
.word{fill:var(--text);paint-order:stroke;stroke:var(--back);stroke-width:3px;
stroke-linejoin:round}
.tick{font-variant-numeric:tabular-nums}
.grid{stroke:var(--line);stroke-width:1}
.axis{stroke:var(--soft);stroke-width:1}
.mark{stroke:var(--text);stroke-width:1.2;stroke-dasharray:5 3}
.curve{fill:none;stroke-width:2;stroke-linejoin:round;stroke-linecap:round}
.path{fill:none;stroke:var(--soft);stroke-width:.7;stroke-opacity:.75;stroke-linejoin:round}
.dots{stroke:var(--back);stroke-width:1}
.band{fill:var(--ink0);stroke:var(--ink0);stroke-width:.5}
.band0{fill-opacity:.16}.band1{fill-opacity:.24}.band2{fill-opacity:.32}
.bars{fill:var(--ink0)}
.curve.ink0{stroke:var(--ink0)}.curve.ink1{stroke:var(--ink1)}.curve.ink2{stroke:var(--ink2)}
.curve.ink3{stroke:var(--ink3)}.curve.ink4{stroke:var(--ink4)}.curve.ink5{stroke:var(--ink5)}
.dots.ink0{fill:var(--ink0)}.dots.ink1{fill:var(--ink1)}.dots.ink2{fill:var(--ink2)}
.dots.ink3{fill:var(--ink3)}.dots.ink4{fill:var(--ink4)}.dots.ink5{fill:var(--ink5)}
footer{border-top:1px solid var(--line);margin-top:2rem;padding-bottom:3rem}
code{font:.85rem ui-monospace,SFMono-Regular,Consolas,monospace;overflow-wrap:anywhere}
@media print{.wide{display:block}.narrow{display:none}.long{max-height:none}figure{break-inside:avoid}}
`;
