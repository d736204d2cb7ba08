# Copyright 2026 Group Customers contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import re
from urllib.parse import quote

from odoo import api, models

from ...tools.geo import is_place


class GroupCustomerVisit(models.Model):
    """Where the agenda on the phone leads: the phone itself, and a map."""

    _inherit = "group.customer.visit"

    def _get_address_line(self, partner):
        """Return an address as one line, without what it leaves empty and without the
        country where everybody is."""
        text = partner._display_address(without_company=True)
        parts = [part.strip() for part in re.split(r"[\n,]", text)]
        home = self.company_id.country_id
        known = home.name if partner.country_id == home else None
        return ", ".join(part for part in parts if part and part != known)

    @api.model
    def _get_phone_link(self, phone):
        """Return what makes a phone dial, without extensions and blanks."""
        digits = re.sub(r"[^\d+*#]", "", (phone or "").split("转")[0])
        return f"tel:{digits}" if digits else ""

    def _get_map_link(self, place, address):
        """Return the address on the map that the company has chosen.

        The link holds the customer's address, never the position of the visitor.
        """
        where = (place.partner_latitude, place.partner_longitude)
        label = quote(self.partner_id.name or "", safe="")
        target = quote(address, safe="")
        point = "{:.6f},{:.6f}".format(*where) if is_place(*where) else ""
        if not point and not target:
            return ""
        kind = self.company_id.visit_map
        if kind == "amap":
            # Our coordinates are those of GPS; AMap shifts them to its own
            crossed = "{1:.6f},{0:.6f}".format(*where)
            return (
                f"https://uri.amap.com/marker?position={crossed}&name={label}"
                "&coordinate=wgs84&callnative=1"
                if point
                else f"https://uri.amap.com/search?keyword={target}&callnative=1"
            )
        if kind == "openstreetmap":
            base = "https://www.openstreetmap.org"
            return (
                "{0}/?mlat={1:.6f}&mlon={2:.6f}#map=17/{1:.6f}/{2:.6f}".format(
                    base, *where
                )
                if point
                else f"{base}/search?query={target}"
            )
        return f"geo:{point}?q={point}({label})" if point else f"geo:0,0?q={target}"
