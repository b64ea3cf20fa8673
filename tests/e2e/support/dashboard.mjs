// What the rules and the dashboard ask of Prometheus.
import {dashboard} from "../../../deploy/grafana/build.mjs";

/// With the dashboard's variables as Grafana would put them in.
function filledIn(expr, instance)
{
    const values = {__rate_interval: "1m", instance, chain: ".*", top: "10"};
    return expr.replace(/\$(\w+)/g, (all, name) => {
        if (values[name] === undefined)
            throw new Error(`the dashboard has no variable ${all}`);
        return values[name];
    });
}

export const panels = dashboard.panels.filter(({type}) => type !== "row");

/// [where, expression] of every query of the dashboard about the service at `instance`.
export const dashboardQueries = (instance = "127.0.0.1:7300") =>
    panels.flatMap(({title, targets}) =>
        targets.map(({expr}) => [`panel "${title}"`, filledIn(expr, instance)]));

/// The selectors of series that the service exports: {name, labels}, labels as they stand there.
export function selectorsOf(expr)
{
    return [...expr.matchAll(/\b((?:interlock|process)_\w+)(\{[^}]*\})?/g)]
        .map(([, name, labels = ""]) => ({name, labels}));
}

/// A histogram's series by the histogram's name.
export const familyOf = (name) => name.replace(/_(bucket|count|sum)$/, "");
