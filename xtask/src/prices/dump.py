"""Writes the list of the installed genai-prices package in the shape of the project's data.json."""

import json
import sys
from datetime import date, time
from decimal import Decimal

from genai_prices import types
from genai_prices.data import providers

CLAUSES = {
    types.ClauseStartsWith: "starts_with",
    types.ClauseEndsWith: "ends_with",
    types.ClauseContains: "contains",
    types.ClauseRegex: "regex",
    types.ClauseEquals: "equals",
}


def clause(match):
    if isinstance(match, types.ClauseOr):
        return {"or": [clause(one) for one in match.or_]}
    if isinstance(match, types.ClauseAnd):
        return {"and": [clause(one) for one in match.and_]}
    name = CLAUSES[type(match)]
    return {name: getattr(match, name)}


def price(value):
    if isinstance(value, types.TieredPrices):
        tiers = [{"start": tier.start, "price": price(tier.price)} for tier in value.tiers]
        return {"base": price(value.base), "tiers": tiers}
    return float(value)


def prices(model_price):
    return {key: price(value) for key, value in vars(model_price).items() if value is not None}


def constraint(given):
    if given is None:
        return None
    return {key: value.isoformat() for key, value in vars(given).items()}


def dated(one):
    told = {"prices": prices(one.prices)}
    if one.constraint:
        told["constraint"] = constraint(one.constraint)
    if isinstance(one, types.PriceVariant):
        told["when"] = one.when
    return told


def model(info):
    told = {"id": info.id, "match": clause(info.match)}
    several = isinstance(info.prices, list)
    told["prices"] = [dated(one) for one in info.prices] if several else prices(info.prices)
    if info.price_variants:
        told["price_variants"] = [dated(one) for one in info.price_variants]
    return told


def main():
    listed = [
        {
            "id": provider.id,
            "pricing_urls": provider.pricing_urls,
            "models": [model(info) for info in provider.models],
        }
        for provider in providers
    ]
    json.dump(listed, sys.stdout)


main()
