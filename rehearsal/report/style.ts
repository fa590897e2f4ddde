// The report's looks. No rule loads anything, and no element carries a style of its own: the page's policy allows
// exactly this text.

const light = `
--paper:#ffffff;--panel:#f5f7fa;--line:#cbd2d9;--edge:#7b8794;--ink:#1f2933;--soft:#52606d;--link:#174f93;
--green:#1c6434;--green-paper:#e9f7ec;--red:#a01616;--red-paper:#fdecec;--amber:#744600;--amber-paper:#fff3db;
--old:#cfdcec;--old-edge:#3f7ecb;--new:#bfe6ca;--new-edge:#2f8a4b`;
const dark = `
--paper:#14181d;--panel:#1b2128;--line:#3e4c59;--edge:#8a97a5;--ink:#e4e7eb;--soft:#a9b4c0;--link:#9cc4f5;
--green:#7fd79b;--green-paper:#173322;--red:#ffa8a8;--red-paper:#431d1d;--amber:#f2c06a;--amber-paper:#43310f;
--old:#1d3350;--old-edge:#6ba3e8;--new:#1f4a30;--new-edge:#58b878`;

export const style = `
:root{color-scheme:light dark;${light}}
@media (prefers-color-scheme:dark){:root{${dark}}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;text-size-adjust:100%;scroll-padding-top:1rem}
body{margin:0;background:var(--paper);color:var(--ink);font:1rem/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;font-variant-numeric:tabular-nums;overflow-wrap:anywhere}
.wide{max-width:70rem;margin:0 auto;padding:0 1.25rem}
main{padding-bottom:3rem}
h1{font-size:1.6rem;line-height:1.25;margin:2rem 0 .25rem}
h2{font-size:1.25rem;margin:2.75rem 0 .75rem;padding-top:.75rem;border-top:1px solid var(--line)}
h3{font-size:1.05rem;margin:1.5rem 0 .5rem}
h4{font-size:.95rem;margin:1rem 0 .4rem}
summary h3,summary h4{display:inline;margin:0}
p{margin:.4rem 0;max-width:46rem}
a{color:var(--link)}
code,pre{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace;font-size:.85rem}
pre{margin:.5rem 0;padding:.75rem .9rem;background:var(--panel);border:1px solid var(--line);border-radius:8px;max-height:24rem;overflow:auto;white-space:pre-wrap}
pre.copy{user-select:all;border-color:var(--edge)}
:focus-visible{outline:3px solid var(--link);outline-offset:2px;border-radius:4px}
.skip{position:absolute;left:-99rem;background:var(--paper);padding:.5rem 1rem;z-index:1}
.skip:focus{left:.5rem;top:.5rem}
.soft{color:var(--soft)}
.small{font-size:.875rem}
nav ul{display:flex;flex-wrap:wrap;gap:.35rem 1.1rem;list-style:none;margin:1rem 0 0;padding:0}
nav a{display:inline-block;padding:.2rem 0}
.outcome{margin:1.25rem 0 0;padding:.9rem 1.1rem;border:1px solid;border-radius:10px}
.outcome p:first-child{font-weight:600;margin-top:0}
.outcome ul{margin:.4rem 0 0;padding-left:1.2rem}
.green{color:var(--green)}.red{color:var(--red)}.asking{color:var(--amber)}.pending,.queued,.stopped,.superseded,.cancelled,.skipped{color:var(--soft)}
.outcome.green{background:var(--green-paper)}.outcome.red{background:var(--red-paper)}
.outcome.red a{color:inherit}
.badge{white-space:nowrap;font-weight:600;font-size:.875rem}
.cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,20rem),1fr));gap:1rem}
.card{border:1px solid var(--line);border-radius:10px;padding:.9rem 1.1rem;background:var(--panel)}
.card h3{margin-top:0}
dl{display:grid;grid-template-columns:max-content minmax(0,1fr);gap:.2rem .9rem;margin:.4rem 0}
dt{color:var(--soft)}dd{margin:0}
details{border:1px solid var(--line);border-radius:8px;margin:.5rem 0;background:var(--paper)}
summary{cursor:pointer;padding:.5rem .8rem}
summary .time{float:right;margin-left:.75rem;color:var(--soft);font-size:.875rem}
details>.in{padding:0 .9rem .7rem}
details details,details.plain{border:0;margin:.15rem 0;background:none;font-size:.9rem}
details details>summary,details.plain>summary{padding:.15rem 0}
details details>.in,details.plain>.in{padding:0 0 .4rem 1rem}
.actions{list-style:none;margin:0;padding:0}
.actions>li{padding:.55rem 0;border-top:1px solid var(--line)}
.actions>li:first-child{border-top:0}
.row{display:flex;flex-wrap:wrap;align-items:baseline;gap:.1rem .75rem;max-width:none;margin:0}
.row .time{margin-left:auto;color:var(--soft);font-size:.875rem}
.why{color:var(--red);max-width:none}
.bar{display:block;width:100%;height:6px;margin:.3rem 0 0}
.bar .ground{fill:var(--panel)}.bar .spent{fill:var(--edge)}.bar .green{fill:var(--new-edge)}.bar .red{fill:var(--red)}
ol.files,ul.files{margin:.3rem 0;padding-left:1.4rem}
table{border-collapse:collapse;width:100%;font-size:.9rem}
th,td{text-align:left;vertical-align:top;padding:.35rem .75rem .35rem 0;border-bottom:1px solid var(--line)}
th{font-weight:600;overflow-wrap:normal}
td.number,th.number{text-align:right;padding-right:0;white-space:nowrap}
.side{display:grid;grid-template-columns:minmax(14rem,1fr) minmax(0,40rem);gap:0 2rem;align-items:start}
figure{margin:1rem 0}
figcaption{color:var(--soft);font-size:.875rem}
svg{max-width:100%;height:auto}
.chart text{fill:var(--ink);font-size:13px;font-family:inherit}
.chart .soft{fill:var(--soft);font-size:12px}
.line{display:flex;flex-wrap:wrap;gap:1rem 2.2rem;list-style:none;margin:.5rem 0;padding:0}
.stage{position:relative;flex:0 1 11.5rem;border:1px solid var(--line);border-radius:8px;background:var(--panel);padding:.5rem .6rem}
.stage+.stage::before{content:"→" / "";position:absolute;left:-1.7rem;top:50%;translate:0 -50%;color:var(--edge)}
.stage ul{list-style:none;margin:0;padding:0}
.box{border:1px solid var(--edge);border-radius:6px;background:var(--paper);color:var(--ink);margin-top:.5rem;padding:.35rem .55rem}.box.pending{border-style:dashed}
.box.green{background:var(--green-paper);border-color:var(--new-edge)}.box.red{background:var(--red-paper);border:2px solid var(--red)}.box.asking{background:var(--amber-paper);border-color:var(--amber)}
.down{display:none}
.chart .end{text-anchor:end}
.chart .axis{stroke:var(--line)}.chart .share0{fill:var(--old);stroke:var(--old-edge)}.chart .share1{fill:var(--new);stroke:var(--new-edge)}
.chart .mark{stroke:var(--red);stroke-width:2;stroke-dasharray:4 3}.chart .marktext{fill:var(--red)}
@media (max-width:60rem){.side{grid-template-columns:minmax(0,1fr)}}
@media (max-width:44rem){
.wide{padding:0 .9rem}.across{display:none}.down{display:block}
.line{flex-direction:column}.stage{flex:none}.stage+.stage::before{content:"↓" / "";left:50%;top:-.5rem}
table.stack thead{position:absolute;clip-path:inset(50%);width:1px;height:1px;overflow:hidden}
table.stack,table.stack tbody,table.stack tr,table.stack th,table.stack td{display:block;border:0;padding:.1rem 0;overflow-wrap:anywhere}
table.stack tr{border-bottom:1px solid var(--line);padding:.5rem 0}
table.stack td[data-label]::before{content:attr(data-label) ": ";color:var(--soft)}
table.stack td:empty{display:none}
td.number{text-align:left}
}
@media (prefers-reduced-motion:no-preference){html{scroll-behavior:smooth}}
@media print{
body{font-size:10pt}.skip,nav{display:none}.wide{max-width:none;padding:0}
pre{max-height:none}details{break-inside:avoid-page}details::details-content{content-visibility:visible;block-size:auto}
h2,h3{break-after:avoid}figure{break-inside:avoid}
}`;
