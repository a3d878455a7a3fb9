"""The scenario marketplace of the zone: 城市场景揭榜."""
