from collections import defaultdict
from django.test import Client
from django.db import transaction
from tests.addresses import Rows, patterns
from tests.demo import demo, demo_portal
from cluster_selection.accounts.models import Membership
from cluster_selection.accounts.middleware import SESSION_KEY
WHO = dict(A="furniture",E="furniture.editor",Z="dairy",R="registrar",S="screener",H="head",C="coordinator",X="expert",I="institute",Y="secretary",M="member",K="chair",U="auditor",O="administrator",P="security")
def test_walk(demo_portal):
    import time
    rows=Rows(); clients={"-":Client(raise_request_exception=False)}
    for k,l in WHO.items():
        c=Client(raise_request_exception=False); m=Membership.objects.filter(user__email=f"{l}@example.kz").first()
        c.force_login(m.user, backend="django.contrib.auth.backends.ModelBackend"); s=c.session; s[SESSION_KEY]=str(m.pk); s.save(); clients[k]=c
    out=open("/tmp/p5/matrix.txt","w")
    t0=time.time()
    for name,p in patterns():
        if name.startswith("admin"): continue
        try: url=rows.address(name)
        except Exception as e: print("NOADDR",name,repr(e)[:200],file=out); continue
        got=defaultdict(str); method="get"
        for k,c in clients.items():
            sid=transaction.savepoint()
            r=c.get(url)
            if r.status_code==405: r=c.post(url); method="POST"
            if r.status_code in (301,302) : st=f"{r.status_code}"+("s" if "/accounts/login/" in r["Location"] else "")
            else: st=str(r.status_code)
            got[st]+=k
            transaction.savepoint_rollback(sid)
        print(name,method,dict(got),file=out,flush=True)
    print(time.time()-t0,file=out)
