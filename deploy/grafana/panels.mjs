// The panels that a dashboard is made of, in Grafana's JSON model (schema version 39), and their
// places on its grid of 24 columns.

const kDatasource = {type: "prometheus", uid: "${datasource}"};
const kWidth = 24;

/// One query. `legend` names its series by their labels, as {{label}}.
export const query = (expr, legend = "__auto") => ({expr, legendFormat: legend});

/// A panel of any type; `size` is {w, h} on the grid.
function panel(type, title, queries, {size, help = "", unit = "short", options, custom, more = {}})
{
    const {defaults = {}, overrides = [], format, instant = false, ...rest} = more;
    return {
        type, title, description: help, datasource: kDatasource,
        gridPos: {...size},
        targets: queries.map((target, i) => ({
            datasource: kDatasource, refId: String.fromCharCode(65 + i), ...target,
            instant, range: !instant, ...(format ? {format} : {}),
        })),
        fieldConfig: {
            defaults: {unit, ...(custom ? {custom} : {}), ...defaults},
            overrides,
        },
        options, ...rest,
    };
}

/// Lines over time; where values can be negative, `signed`.
export function graph(title, queries, {w = 8, h = 8, stack = false, signed = false, ...rest} = {})
{
    return panel("timeseries", title, queries, {
        size: {w, h},
        ...rest,
        options: {
            legend: {displayMode: "table", placement: "bottom", showLegend: true,
                     calcs: ["lastNotNull", "max"]},
            tooltip: {mode: "multi", sort: "desc"},
        },
        custom: {
            drawStyle: "line", lineWidth: 1, fillOpacity: stack ? 30 : 5, showPoints: "never",
            spanNulls: false, stacking: {mode: stack ? "normal" : "none", group: "A"},
        },
        more: {defaults: signed ? {} : {min: 0}},
    });
}

/// The newest value in large digits, coloured from where `steps` say: [[value, colour], …].
export function figure(title, expr, {w = 3, h = 4, steps = [], words, ...rest} = {})
{
    const mappings = words === undefined ? [] : [{
        type: "value",
        options: Object.fromEntries(
            Object.entries(words).map(([value, text], index) => [value, {text, index}])),
    }];
    return panel("stat", title, [query(expr)], {
        size: {w, h},
        ...rest,
        options: {
            reduceOptions: {calcs: ["lastNotNull"], fields: "", values: false},
            colorMode: steps.length > 0 ? "background" : "value",
            graphMode: "none", justifyMode: "auto", textMode: "value", orientation: "auto",
        },
        more: {
            instant: true,
            defaults: {
                mappings, noValue: "-",
                thresholds: {
                    mode: "absolute",
                    steps: [{color: "green", value: null},
                            ...steps.map(([value, color]) => ({value, color}))],
                },
                color: {mode: "thresholds"},
            },
        },
    });
}

/// Newest values in a table, a row for each value of the label `rows`, and a column for each of
/// `columns`.
export function matrix(title, expr, {rows, columns, w = 12, h = 10, ...rest})
{
    return table(title, expr, {
        w, h, ...rest,
        transformations: [{
            id: "groupingToMatrix",
            options: {rowField: rows, columnField: columns, valueField: "Value",
                      emptyValue: "null"},
        }],
    });
}

/// Newest values in a table, a row each, with their labels but those in `hide`.
export function list(title, expr, {hide = [], w = 12, h = 10, ...rest})
{
    const hidden = ["Time", "__name__", ...hide];
    return table(title, expr, {
        w, h, ...rest,
        transformations: [{
            id: "organize",
            options: {excludeByName: Object.fromEntries(hidden.map((name) => [name, true])),
                      indexByName: {}, renameByName: {}},
        }],
    });
}

function table(title, expr, {w, h, transformations, ...rest})
{
    return panel("table", title, [query(expr)], {
        size: {w, h},
        ...rest,
        options: {showHeader: true, cellHeight: "sm",
                  footer: {show: false, reducer: ["sum"], countRows: false}},
        custom: {align: "auto", cellOptions: {type: "auto"}, inspect: false, filterable: true},
        more: {instant: true, format: "table", transformations},
    });
}

/// Puts rows of panels ([title, panels]) below each other; within a row from left to right.
export function layOut(rows)
{
    const out = [];
    let y = 0;
    for (const [title, panels] of rows)
    {
        out.push({type: "row", title, collapsed: false, panels: [],
                  gridPos: {h: 1, w: kWidth, x: 0, y}});
        y += 1;
        let x = 0;
        let height = 0;
        for (const one of panels)
        {
            const {w, h} = one.gridPos;
            if (x + w > kWidth)
            {
                y += height;
                x = height = 0;
            }
            out.push({...one, gridPos: {h, w, x, y}});
            x += w;
            height = Math.max(height, h);
        }
        y += height;
    }
    return out.map((one, i) => ({id: i + 1, ...one}));
}
