BeforeAll {
    $object = [pscustomobject]@{ A = 1; B = 'x' }
    $object | Add-Member ScriptMethod Run { 1 }
    $object | Add-Member ScriptProperty Next { $this.A + 1 }
    $object | Add-Member AliasProperty Other A
}

Describe 'Get-Member' {
    It 'lists members by kind and name' {
        $members = $object | Get-Member
        ($members | ForEach-Object { "$($_.MemberType) $($_.Name)" }) -join ', ' | Should -Be (
            'AliasProperty Other, Method Equals, Method GetHashCode, Method GetType, Method ToString, ' +
            'NoteProperty A, NoteProperty B, ScriptMethod Run, ScriptProperty Next')
    }

    It 'shows members as the original does' {
        $member = $object | Get-Member A
        $member | Should -BeOfType Microsoft.PowerShell.Commands.MemberDefinition
        $member.TypeName | Should -Be 'System.Management.Automation.PSCustomObject'
        $member.Definition | Should -Be 'int A=1'
        "$member" | Should -Be 'int A=1'
        ($object | Get-Member Other).Definition | Should -Be 'Other = A'
        ('x' | Get-Member Length).Definition | Should -Be 'int Length {get;}'
    }

    It 'filters by name' {
        ($object | Get-Member [AB]).Name | Should -Be 'A', 'B'
        ($object | Get-Member B, A).Name | Should -Be 'B', 'A'
        $object | Get-Member Nope | Should -BeNullOrEmpty
    }

    It 'filters by kind' {
        ($object | Get-Member -MemberType NoteProperty).Name | Should -Be 'A', 'B'
        ($object | Get-Member -MemberType Properties).Name | Should -Be 'Other', 'A', 'B', 'Next'
        ($object | Get-Member -MemberType ScriptMethod, ScriptProperty).Name | Should -Be 'Run', 'Next'
    }

    It 'shows each type once' {
        @(1, 2, 'x', 'y' | Get-Member ToString).TypeName | Should -Be 'System.Int32', 'System.String'
    }

    It 'shows a collection that is no pipeline input as a whole' {
        (Get-Member -InputObject (1, 2) Length).TypeName | Should -Be 'System.Object[]'
    }

    It 'shows static members of a type or of an object''s type' {
        $member = [math] | Get-Member -Static PI
        $member.TypeName | Should -Be 'System.Math'
        $member.Definition | Should -Be 'static double PI {get;}'
        (1 | Get-Member -Static MaxValue).TypeName | Should -Be 'System.Int32'
    }

    It 'shows hidden members and accessors when forced' {
        'x' | Get-Member get_Length | Should -BeNullOrEmpty
        ('x' | Get-Member get_Length -Force).MemberType | Should -Be 'Method'
        ('x' | Get-Member pstypenames -Force).MemberType | Should -Be 'CodeProperty'
    }

    It 'shows the added members alone, or the others alone' {
        ($object | Get-Member -View Extended).Name | Should -Be 'Other', 'A', 'B', 'Run', 'Next'
        ($object | Get-Member -View Adapted).Name | Should -Be 'Equals', 'GetHashCode', 'GetType', 'ToString'
        ('x' | Get-Member -View Base Length).MemberType | Should -Be 'Property'
    }

    It 'asks for an object' {
        { Get-Member -ErrorAction Stop } |
            Should -Throw 'You must specify an object for the Get-Member cmdlet.' -ErrorId 'NoObjectInGetMember,Microsoft.PowerShell.Commands.GetMemberCommand'
        { $null | Get-Member -ErrorAction Stop } | Should -Throw -ErrorId 'NoObjectInGetMember,*'
    }
}
