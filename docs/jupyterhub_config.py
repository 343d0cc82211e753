"""What to add to jupyterhub_config.py (docs/hosting.md; a test runs it).

The pack is a service of the hub: one server, which everybody reaches at /services/safer/, pupils
without an account. It believes the addresses that the hub's own proxy tells it.
"""

c = get_config()  # noqa: F821 (JupyterHub gives it)
c.JupyterHub.services.append(
    {
        "name": "safer",
        "url": "http://127.0.0.1:8866",
        "command": [
            "safer",
            "serve",
            "--no-browser",
            "--port=8866",
            "--base-url=/services/safer/",
            "--SaferCommunities.trust_xheaders=True",
        ],
    }
)
