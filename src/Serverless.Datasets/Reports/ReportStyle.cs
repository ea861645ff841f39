namespace Serverless.Datasets.Reports;

/// <summary>How a report looks: light or dark as its reader's screen, one column on a phone.</summary>
internal static class ReportStyle
{
    /// <summary>Number of colours of boxes; classes take them in turns.</summary>
    public const int BoxColors = 8;

    public const string Css = """
        :root { color-scheme: light dark; --ink: light-dark(#1b2230, #e6e9ee); --dim: light-dark(#5a6474, #9aa4b2); --line: light-dark(#dde2e8, #343b46); --bar: light-dark(#2f6fb0, #6aa5e0); --page: light-dark(#fff, #14171c); --card: light-dark(#f5f7f9, #1c2128); --error: light-dark(#b3261e, #ff8a80); --warning: light-dark(#8a5a00, #f0c060); }
        * { box-sizing: border-box; }
        body { font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; color: var(--ink); background: var(--page); max-width: 66rem; margin: 0 auto; padding: 2rem 1rem 4rem; }
        h1 { font-size: 1.75rem; line-height: 1.2; margin: 0; overflow-wrap: anywhere; } h1 span { font-weight: 400; } h2 { font-size: 1.25rem; margin: 2.75rem 0 .75rem; } h3 { font-size: 1rem; margin: 0; }
        p { margin: .25rem 0; max-width: 46rem; overflow-wrap: anywhere; } .dim { color: var(--dim); } a { color: var(--bar); }
        nav { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; margin-top: 1rem; }
        .facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(8.5rem, 1fr)); gap: .75rem; margin: 1.25rem 0; padding: 0; list-style: none; }
        .facts li { background: var(--card); border-radius: .5rem; padding: .6rem .9rem; color: var(--dim); font-size: .875rem; } .facts strong { display: block; font-size: 1.4rem; line-height: 1.3; color: var(--ink); font-variant-numeric: tabular-nums; }
        .note { border-left: .25rem solid var(--bar); padding: .25rem .9rem; margin: 1rem 0; }
        table { border-collapse: collapse; width: 100%; font-size: .9375rem; } caption { text-align: left; color: var(--dim); font-size: .875rem; padding-bottom: .25rem; }
        th, td { text-align: left; padding: .35rem 1rem .35rem 0; border-bottom: 1px solid var(--line); vertical-align: top; font-weight: 400; } thead th { font-weight: 600; color: var(--dim); font-size: .8125rem; vertical-align: bottom; } td:last-child, th:last-child { padding-right: 0; }
        .n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; } .share { width: 30%; min-width: 4rem; } .share i { display: block; height: .65rem; margin-top: .45rem; background: var(--bar); border-radius: 1px; }
        .scroll { overflow-x: auto; } .file { overflow-wrap: anywhere; width: 36%; font-size: .875rem; } .what { overflow-wrap: anywhere; }
        .charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(24rem, 100%), 1fr)); gap: 1.5rem; } .charts figure, .pictures figure { margin: 0; } .charts figcaption { font-weight: 600; font-size: .9375rem; margin-bottom: .25rem; } .charts small { font-weight: 400; color: var(--dim); display: block; }
        .charts svg { width: 100%; height: auto; display: block; } .charts rect { fill: var(--bar); } .charts text { fill: var(--dim); font-size: 11px; } .charts line, .charts .frame { stroke: var(--line); fill: none; } .heat { max-width: 22rem; }
        .pictures { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(9.5rem, 45%), 1fr)); gap: .9rem; } .pictures svg { width: 100%; height: auto; aspect-ratio: 4 / 3; display: block; border-radius: .25rem; background: var(--card); } .pictures figcaption { font-size: .8125rem; line-height: 1.4; color: var(--dim); overflow-wrap: anywhere; margin-top: .25rem; }
        .pictures rect { fill: none; stroke-width: 2; vector-effect: non-scaling-stroke; } .c0 { stroke: #ffd400; } .c1 { stroke: #00c2ff; } .c2 { stroke: #ff4d6d; } .c3 { stroke: #5be35b; } .c4 { stroke: #ff9a1f; } .c5 { stroke: #c58bff; } .c6 { stroke: #1fe0c4; } .c7 { stroke: #ff7ae0; }
        .pairs { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(21rem, 100%), 1fr)); gap: 1.25rem; } .pairs .pictures { grid-template-columns: 1fr 1fr; background: var(--card); border-radius: .5rem; padding: .6rem; }
        .tag { display: inline-block; font-size: .75rem; font-weight: 600; border: 1px solid currentColor; border-radius: 1rem; padding: 0 .55rem; margin-right: .4rem; white-space: nowrap; } .error { color: var(--error); } .warning { color: var(--warning); } .info { color: var(--dim); }
        .kind { border-top: 1px solid var(--line); padding: 1rem 0 .75rem; scroll-margin-top: 1rem; } .kind h3 { display: inline; margin-right: .5rem; } .kind tbody tr:last-child td { border-bottom: 0; } summary { cursor: pointer; color: var(--bar); font-size: .9375rem; padding: .3rem 0; }
        @media (max-width: 40rem) { .kind tr, .kind td { display: block; width: auto; border: 0; padding: 0; } .kind tr { border-bottom: 1px solid var(--line); padding: .4rem 0; } .kind thead { display: none; } }
        @media print { body { max-width: none; } nav { display: none; } }
        """;
}
