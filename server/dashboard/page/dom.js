// Elements, made without HTML: whatever comes from outside is set as text.

/// el("a.quiet", {href: "#"}, "text", child): classes after the tag; `undefined` is left out.
export function el(what, properties = {}, ...children)
{
    const [tag, ...classes] = what.split(".");
    const out = document.createElement(tag);
    out.classList.add(...classes);
    for (const [name, value] of Object.entries(properties))
    {
        if (value === undefined)
            continue;
        if (name.startsWith("on"))
            out.addEventListener(name.slice(2), value);
        else
            out.setAttribute(name, value);
    }
    out.append(...children.flat().filter((child) => child !== undefined && child !== ""));
    return out;
}

export const byId = (id) => document.getElementById(id);

/// Sets the text only when it has changed, so that selections and readers are left alone.
export function setText(element, text)
{
    if (element.textContent !== text)
        element.textContent = text;
}

/// Makes the children of `parent` those that `make` gives for the items, in order. An element is
/// kept, with its focus, while `key` and `version` of its item stay the same.
export function keep(parent, items, {key, version, make})
{
    const known = new Map([...parent.children].map((child) => [child.dataset.key, child]));
    let place = parent.firstElementChild;
    for (const item of items)
    {
        const name = key(item);
        const state = version(item);
        let child = known.get(name);
        if (child?.dataset.version !== state)
        {
            const fresh = make(item, child);
            fresh.dataset.key = name;
            fresh.dataset.version = state;
            const hadFocus = child?.contains(document.activeElement);
            if (child)
            {
                if (place === child)
                    place = child.nextElementSibling;
                child.replaceWith(fresh);
            }
            if (hadFocus)
                fresh.querySelector("a, button")?.focus();
            child = fresh;
        }
        known.delete(name);
        if (place === child)
            place = place.nextElementSibling;
        else
            parent.insertBefore(child, place);
    }
    for (const gone of known.values())
        gone.remove();
}
