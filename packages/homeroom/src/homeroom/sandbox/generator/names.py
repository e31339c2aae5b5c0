"""Names to draw from: many cultures, with accents, apostrophes, hyphens and other scripts.

Put together by lot, so that no combination means anybody.  Keep the order: a name added in
the middle gives every seed other people; add at the end and say so in the changelog.
"""


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


GIRLS = _words(
    "Abigail Adaeze Aiko Aisha Akosua Amélie Amara Ananya Anneliese Aoife Araceli Astrid "
    "Aylin Beatriz Bríd Camila Caoimhe Charlotte Chloé Citlali Dalia Danuta Elif Emma "
    "Esperanza Fatima Freya Gabriela Giulia Grace Hana Harper Ifeoma Imani Inés Ingrid "
    "Jasmine Jimena Kalina Keiko Kiran Laila Leilani Ling Lucía Madeleine Mei Mireille Nadia "
    "Naomi Niamh Noor Oksana Olivia Paloma Priya Renée Rosa Saanvi Salma Siobhán Sofía "
    "Svetlana Talia Thandiwe Tuyết Valentina Wairimu Wren Ximena Yara Yuki Zainab Zofia Zoë "
    "Anne-Marie D'Asia Mary-Kate Marie-Ève Oné"
)
BOYS = _words(
    "Adebayo Ahmed Aleksander Andrés Arjun Ashkii Basil Björn Caleb Chidi Cormac Dae-jung "
    "Dariusz Diego Dmitri Elijah Emeka Emilio Enzo Ezekiel Farid Finnegan François Gabriel "
    "Håkon Hamza Hiroshi Idris Ikaika Iñaki Isaac Ivan Jabari Jamal Javier João José Juan "
    "Kaito Kamil Keanu Kofi Kwame Lars Leandro Levi Luca Malik Marek Mateo Matthias Miguel "
    "Minh Mohammed Nikolai Nils Noah Obinna Omar Oscar Pádraig Pavel Quang Rafael Rohan Rubén "
    "Samir Seán Søren Tae-yang Tariq Tenzin Tomás Uriel Vikram Wei Xavier Yusuf Zoltán "
    "Jean-Luc De'Andre O'Shea Kekoa Tyree"
)
ANYONE = _words(
    "Alex Ariel Avery Casey Dakota Eden Emerson Jordan Kai Kerry Morgan Quinn River Robin Sage Sky"
)
FAMILIES = _words(
    "Abernathy Achebe Adeyemi Aguilar Ahmadi Albright Álvarez Andersson Åkerman Bakker "
    "Banerjee Barzani Begay Bell Benítez Bergström Bianchi Blackwood Boateng Bouchard Brennan "
    "Caldwell Castellanos Chaudhry Chen Chukwu Clearwater Cohen Contreras Cruz Dąbrowski "
    "Delacroix Demir Desrosiers Diallo Dimitrov Donnelly Dubois Duong Eastman Echeverría "
    "Eriksen Espinoza Fairweather Farouk Fernandes Ferreira Fischer Fitzgerald Fontaine "
    "Fuentes Gallagher García Ghebremedhin Giannopoulos González Greenfield Guerrero "
    "Gutiérrez Haddad Halvorsen Hashimoto Hassan Hernández Holloway Horváth Huang Ibarra "
    "Ibrahim Iwasaki Jankowski Jeong Jiménez Johansson Kalani Kamau Kapoor Karimi Kaufmann "
    "Kealoha Khan Kim Kimura Kowalczyk Krüger Lafleur Larsen Lê Lindqvist Littlebear Lombardi "
    "López Łukasik Madrigal Mbeki McAllister McKenna Mehta Mendoza Mensah Meyer Mitchell "
    "Moreau Müller Mwangi Nakamura Nakai Ndiaye Nguyễn Novák Núñez Nwosu Ochoa Okafor "
    "Oliveira Olsen Ortiz Osei Oyelaran Ozturk Papadakis Park Patel Peña Petrov Pham Pineda "
    "Popescu Quintero Rahman Ramírez Rasmussen Reyes Ríos Rodríguez Rossi Saelee Sandoval "
    "Santos Sato Schäfer Sharma Silva Singh Søndergaard Stewart Suzuki Szabó Takahashi "
    "Tavares Tesfaye Thao Thompson Torres Tran Tsosie Tuiasosopo Underhill Vandenberg Vargas "
    "Vasquez Villanueva Vogel Wagner Walker Washington Weaver Whitfield Xiong Yamamoto Yang "
    "Yazzie Yilmaz Zamora Zhang Zięba O'Brien O'Connor O'Neill D'Angelo D'Souza N'Diaye "
    "Smith-Rivera García-López Lee-Whitman Al-Sayed Ben-David Nguyen-Tran MacDonald-Ortiz "
    "Saint-Pierre"
)
FAMILIES_OF_TWO_WORDS = (
    "de la Cruz",
    "van der Berg",
    "St. Clair",
    "Dos Santos",
    "von Holt",
    "Al Amin",
)
OTHER_SCRIPTS = (
    ("伟", "王"),
    ("さくら", "田中"),
    ("지우", "김"),
    ("نور", "الهدى"),
    ("Олена", "Коваленко"),
    ("Ελένη", "Νικολάου"),
    ("अनन्या", "शर्मा"),
    ("ლია", "ბერიძე"),
)
MIDDLES = (
    "",
    "",
    "",
    "Ann",
    "Lee",
    "James",
    "Rose",
    "José",
    "Marie",
    "T.",
    "Okoye",
    "Grace",
    "Van",
    "",
)

STREETS = (
    "Juniper Lane",
    "Heron Court",
    "Old Mill Road",
    "Quarry Street",
    "Sycamore Avenue",
    "Lantern Way",
    "Orchard Hill",
    "Ferry Street",
    "Cedar Loop",
    "Meadowlark Drive",
    "Station Road",
    "Blue Heron Trail",
    "Maple Terrace",
    "Granite Street",
)
SCHOOL_WORDS = (
    "Alderbrook",
    "Bayberry",
    "Copperfield",
    "Driftwood",
    "Elmhaven",
    "Foxglove",
    "Goldenrod",
    "Harbor Light",
    "Ironwood",
    "Kestrel",
    "Larkspur",
    "Millstone",
)
